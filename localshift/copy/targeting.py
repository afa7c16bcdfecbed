"""Which columns a COPY fills, and how the good rows get into them.

AWS: copy-parameters-column-mapping, copy-parameters-data-conversion (EXPLICIT_IDS).
"""

from collections import Counter
from collections.abc import Sequence

from localshift.copy.statement import (
    CopyStatement,
    CopyTarget,
    JsonFormat,
    JsonMapping,
    TargetColumn,
)
from localshift.errors import SqlError
from localshift.quoting import quoted


def fields_of(copy: CopyStatement, target: CopyTarget) -> tuple[TargetColumn, ...]:
    """The columns that the fields of the files go into, in the order of the fields.

    Without a column list these are all, less the identity columns unless EXPLICIT_IDS is given.
    Raises SqlError: 42703 for a column that is not there, 42701 for one that is listed twice, 42601
    when EXPLICIT_IDS and the column list do not agree.
    """
    columns = {column.name: column for column in target.columns}
    if copy.columns is None:
        fields = tuple(
            column for column in target.columns if column.identity != "always" or copy.explicit_ids
        )
    else:
        for name, count in Counter(copy.columns).items():
            if name not in columns:
                raise SqlError(
                    "42703", f'column "{name}" of relation "{target.table}" does not exist'
                )
            if count > 1:
                raise SqlError("42701", f'column "{name}" specified more than once')
        fields = tuple(columns[name] for name in copy.columns)
    _check_identities(copy, target, fields)
    is_noshred = isinstance(copy.format, JsonFormat) and copy.format.mapping is JsonMapping.NOSHRED
    if is_noshred and [field.type.name for field in fields] != ["super"]:
        raise SqlError("0A000", "COPY with JSON 'noshred' requires one column, of type SUPER")
    return fields


def _check_identities(
    copy: CopyStatement, target: CopyTarget, fields: Sequence[TargetColumn]
) -> None:
    for column in target.columns:
        if column.identity != "always":
            continue
        if column in fields and not copy.explicit_ids:
            raise SqlError("0A000", f'cannot set an identity column to a value: "{column.name}"')
        if column not in fields and copy.explicit_ids:
            raise SqlError("0A000", "EXPLICIT_IDS requires the identity column in the column list")
    if copy.explicit_ids and not any(column.identity for column in target.columns):
        raise SqlError("0A000", f'"{target.table}" has no identity column for EXPLICIT_IDS')


def insert_sql(target: CopyTarget, fields: Sequence[TargetColumn], source: str) -> str:
    """INSERT of the values `c1` … `cn` of `source`; other columns get their default, else NULL."""
    filled = [(field.name, f"c{number}") for number, field in enumerate(fields, start=1)]
    filled += [
        (column.name, column.default_sql)
        for column in target.columns
        if column not in fields and column.default_sql is not None
    ]
    names = ", ".join(quoted(name) for name, _ in filled)
    values = ", ".join(value for _, value in filled)
    return f"insert into {target.duckdb_name} ({names}) select {values} from {source}"
