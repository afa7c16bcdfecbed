"""Contracts and constraints of models, which Redshift records, and NOT NULL, which it enforces."""

import pytest
from dbt.tests.adapter.constraints.test_constraints import (
    BaseConstraintQuotedColumn,
    BaseConstraintsRollback,
    BaseConstraintsRuntimeDdlEnforcement,
    BaseIncrementalConstraintsColumnsEqual,
    BaseIncrementalConstraintsRollback,
    BaseIncrementalConstraintsRuntimeDdlEnforcement,
    BaseIncrementalContractSqlHeader,
    BaseIncrementalForeignKeyConstraint,
    BaseModelConstraintsRuntimeEnforcement,
    BaseTableConstraintsColumnsEqual,
    BaseTableContractSqlHeader,
    BaseViewConstraintsColumnsEqual,
)

COLUMNS = """
    create table <model_identifier> (
        id integer not null primary key references <foreign_key_model_identifier> (id) unique,
        color text,
        date_day text
    ) ;
"""
TABLE_CONSTRAINTS = """
    create table <model_identifier> (
        id integer not null,
        color text,
        date_day text,
        primary key (id),
        constraint strange_uniqueness_requirement unique (color, date_day),
        foreign key (id) references <foreign_key_model_identifier> (id)
    ) ;
"""
ROWS = """
    insert into <model_identifier> (
        select id, color, date_day from (
            -- depends_on: <foreign_key_model_identifier>
            select 'blue' as color, 1 as id, '2019-01-01' as date_day
        ) as model_subq
    ) ;
"""
QUOTED_COLUMN = """
    create table <model_identifier> (
        id integer not null, "from" text not null, date_day text
    ) ;
    insert into <model_identifier> (
        select id, "from", date_day from (
            select 'blue' as "from", 1 as id, '2019-01-01' as date_day
        ) as model_subq
    ) ;
"""


class _Types:
    """The types that a contract compares: SQL, as the schema has it, as an error shows it."""

    @pytest.fixture
    def data_types(self, schema_int_type: str, int_type: str, string_type: str) -> list[list[str]]:
        return [
            ["1", schema_int_type, int_type],
            ["'1'", string_type, string_type],
            ["true", "bool", "BOOL"],
            ["'1'::numeric", "numeric", "NUMERIC"],
            ["cast('2019-01-01' as date)", "date", "DATE"],
            ["'2013-11-03 00:00:00-07'::timestamp", "timestamp", "TIMESTAMP"],
            ["'2013-11-03 00:00:00-07'::timestamptz", "timestamptz", "TIMESTAMPTZ"],
        ]


class _NotNull:
    @pytest.fixture(scope="class")
    def expected_error_messages(self) -> list[str]:
        return ["Cannot insert a NULL value into column id"]


class TestTableColumnsEqual(_Types, BaseTableConstraintsColumnsEqual):
    pass


class TestViewColumnsEqual(_Types, BaseViewConstraintsColumnsEqual):
    pass


class TestIncrementalColumnsEqual(_Types, BaseIncrementalConstraintsColumnsEqual):
    pass


class TestTableDdl(BaseConstraintsRuntimeDdlEnforcement):
    @pytest.fixture(scope="class")
    def expected_sql(self) -> str:
        return COLUMNS + ROWS


class TestIncrementalDdl(BaseIncrementalConstraintsRuntimeDdlEnforcement):
    @pytest.fixture(scope="class")
    def expected_sql(self) -> str:
        return COLUMNS + ROWS


class TestModelDdl(BaseModelConstraintsRuntimeEnforcement):
    @pytest.fixture(scope="class")
    def expected_sql(self) -> str:
        return TABLE_CONSTRAINTS + ROWS


class TestQuotedColumn(BaseConstraintQuotedColumn):
    @pytest.fixture(scope="class")
    def expected_sql(self) -> str:
        return QUOTED_COLUMN


class TestTableRollback(_NotNull, BaseConstraintsRollback):
    pass


class TestIncrementalRollback(_NotNull, BaseIncrementalConstraintsRollback):
    pass


class TestIncrementalForeignKey(BaseIncrementalForeignKeyConstraint):
    pass


class TestTableSqlHeader(BaseTableContractSqlHeader):
    pass


class TestIncrementalSqlHeader(BaseIncrementalContractSqlHeader):
    pass
