"""CREATE and DROP FUNCTION: scalar functions in SQL. AWS: r_CREATE_FUNCTION, r_DROP_FUNCTION."""

from sqlglot import exp

from localshift.errors import SqlError, refuse
from localshift.results import Result
from localshift.session import Session
from localshift.sql.reader import Reader
from localshift.sql.translate import parse_query
from localshift.sql.user_functions import UserFunction, with_argument_columns
from localshift.statements.names import functions_named, new_name
from localshift.statements.permissions import require_schema
from localshift.statements.queries import translate
from localshift.types import RedshiftType


def create(session: Session, sql: str) -> Result:
    """CREATE [OR REPLACE] FUNCTION name (types) RETURNS type volatility AS $$…$$ LANGUAGE sql."""
    reader = Reader(sql)
    reader.expect("create")
    replaces = reader.accept("or", "replace")
    reader.expect("function")
    parts = reader.qualified_name()
    takes = _types(reader)
    reader.expect("returns")
    gives = reader.type()
    volatility = reader.accept_any("volatile", "stable", "immutable")
    if volatility is None:
        raise reader.error()
    reader.expect("as")
    body = reader.string()
    reader.expect("language")
    language = reader.name()
    if language != "sql":
        raise refuse(f"functions in {language}")
    reader.end()
    schema, name = new_name(session, parts, temporary=False)
    require_schema(session, schema, "create")
    function = UserFunction(takes, gives, _checked(session, body, takes))
    found = _find(session, schema, name, takes)
    if found is not None and not replaces:
        raise SqlError("42723", f'function "{name}" already exists with same argument types')
    if found is not None and found.gives != gives:
        raise SqlError("42P13", "cannot change return type of existing function")
    _forget(session, schema, name, takes)
    session.run(
        "insert into localshift.functions values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            session.engine.metadata.next_oid(),
            schema,
            name,
            [str(type_) for type_ in takes],
            str(gives),
            volatility,
            function.body,
            session.user,
        ],
    )
    return Result("CREATE FUNCTION")


def drop(session: Session, sql: str) -> Result:
    """DROP FUNCTION name (types) [CASCADE | RESTRICT]."""
    reader = Reader(sql)
    reader.expect("drop", "function")
    parts = reader.qualified_name()
    takes = _types(reader)
    reader.accept_any("cascade", "restrict")
    reader.end()
    for schema in parts[-2:-1] or session.search_path():
        if _find(session, schema, parts[-1], takes) is not None:
            require_schema(session, schema, "create")
            _forget(session, schema, parts[-1], takes)
            return Result("DROP FUNCTION")
    listed = ", ".join(type_.name for type_ in takes)
    raise SqlError("42883", f"function {'.'.join(parts)}({listed}) does not exist")


def _types(reader: Reader) -> tuple[RedshiftType, ...]:
    reader.expect_operator("(")
    types: list[RedshiftType] = []
    while not reader.accept_operator(")"):
        if types:
            reader.expect_operator(",")
        types.append(reader.type())
    return tuple(types)


def _checked(session: Session, body: str, takes: tuple[RedshiftType, ...]) -> str:
    """The body as a query over its arguments. Raises SqlError for what no call could run."""
    text = with_argument_columns(body.strip().rstrip(";"))
    query = parse_query(text)
    clauses = {name for name, value in query.args.items() if value}
    if not isinstance(query, exp.Select) or clauses != {"expressions"}:
        raise refuse("a function whose body is more than a SELECT of one expression")
    if len(query.expressions) != 1 or query.find(exp.Subquery, exp.AggFunc):
        raise refuse("a function whose body is more than one scalar expression")
    arguments = ", ".join(
        f'null::{type_} as "${number}"' for number, type_ in enumerate(takes, start=1)
    )
    translate(session, f"{text} from (select {arguments}) as arguments" if takes else text)
    return text


def _find(
    session: Session, schema: str, name: str, takes: tuple[RedshiftType, ...]
) -> UserFunction | None:
    candidates = functions_named(session, schema, name)
    return next(
        (
            function
            for function in candidates
            if [type_.name for type_ in function.takes] == [type_.name for type_ in takes]
        ),
        None,
    )


def _forget(session: Session, schema: str, name: str, takes: tuple[RedshiftType, ...]) -> None:
    found = _find(session, schema, name, takes)
    if found is not None:
        session.run(
            "delete from localshift.functions"
            " where schema_name = ? and name = ? and argument_types = ?",
            [schema, name, [str(type_) for type_ in found.takes]],
        )
