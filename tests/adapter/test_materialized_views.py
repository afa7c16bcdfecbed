"""dbt's materialized views, and what it does when their configuration changes."""

from collections.abc import Iterator
from typing import Any

import pytest
from dbt.adapters.base.relation import BaseRelation
from dbt.tests.adapter.catalog.relation_types import CatalogRelationTypes
from dbt.tests.adapter.materialized_view.basic import MaterializedViewBasic
from dbt.tests.adapter.materialized_view.changes import (
    MaterializedViewChanges,
    MaterializedViewChangesApplyMixin,
    MaterializedViewChangesContinueMixin,
    MaterializedViewChangesFailMixin,
)
from dbt.tests.adapter.materialized_view.files import MY_TABLE, MY_VIEW
from dbt.tests.util import get_model_file, set_model_file

MATERIALIZED_VIEW = """
{{ config(materialized='materialized_view', sort=['id'], dist='id') }}
select * from {{ ref('my_seed') }}
"""


def change_model(project: Any, relation: BaseRelation, old: str, new: str) -> None:
    text = get_model_file(project, relation)
    assert old in text
    set_model_file(project, relation, text.replace(old, new))


def relation_type(project: Any, relation: BaseRelation) -> str | None:
    """Table, view or materialized view: the definition in pg_views tells the last two apart."""
    where = f"schemaname = '{relation.schema}' and"
    found = project.run_sql(
        f"select 'table' from pg_tables where {where} tablename = '{relation.identifier}'"
        " union all select case when definition ilike '%create materialized view%'"
        " then 'materialized_view' else 'view' end from pg_views"
        f" where {where} viewname = '{relation.identifier}'",
        fetch="one",
    )
    return found[0] if found else None


def facts(project: Any, relation: BaseRelation) -> tuple[str, str, str]:
    """Sort key, distribution, auto refresh."""
    sortkey, diststyle = project.run_sql(
        "select sortkey1, diststyle from svv_table_info"
        f" where schema = '{relation.schema}' and \"table\" ilike '%{relation.identifier}%'",
        fetch="one",
    )
    (autorefresh,) = project.run_sql(
        "select autorefresh from stv_mv_info"
        f" where schema = '{relation.schema}' and name = '{relation.identifier}'",
        fetch="one",
    )
    return sortkey, diststyle, autorefresh


class _Models:
    @pytest.fixture(scope="class", autouse=True)
    def models(self) -> Iterator[dict[str, str]]:
        yield {
            "my_table.sql": MY_TABLE,
            "my_view.sql": MY_VIEW,
            "my_materialized_view.sql": MATERIALIZED_VIEW,
        }

    @staticmethod
    def query_relation_type(project: Any, relation: BaseRelation) -> str | None:
        return relation_type(project, relation)


class TestMaterializedView(_Models, MaterializedViewBasic):
    @staticmethod
    def insert_record(project: Any, table: BaseRelation, record: tuple[int, int]) -> None:
        project.run_sql(f"insert into {table} (id, value) values {record}")

    @staticmethod
    def refresh_materialized_view(project: Any, materialized_view: BaseRelation) -> None:
        project.run_sql(f"refresh materialized view {materialized_view}")

    @staticmethod
    def query_row_count(project: Any, relation: BaseRelation) -> int:
        return int(project.run_sql(f"select count(*) from {relation}", fetch="one")[0])


class _Changes(_Models, MaterializedViewChanges):
    @staticmethod
    def check_start_state(project: Any, materialized_view: BaseRelation) -> None:
        assert facts(project, materialized_view) == ("id", "KEY(id)", "f")

    @staticmethod
    def change_config_via_alter(project: Any, materialized_view: BaseRelation) -> None:
        change_model(project, materialized_view, "dist='id'", "dist='id', auto_refresh=True")

    @staticmethod
    def check_state_alter_change_is_applied(project: Any, materialized_view: BaseRelation) -> None:
        assert facts(project, materialized_view)[2] == "t"

    @staticmethod
    def change_config_via_replace(project: Any, materialized_view: BaseRelation) -> None:
        change_model(project, materialized_view, ", dist='id'", ", dist='even'")
        change_model(project, materialized_view, "sort=['id']", "sort=['value']")

    @staticmethod
    def check_state_replace_change_is_applied(
        project: Any, materialized_view: BaseRelation
    ) -> None:
        assert facts(project, materialized_view)[:2] == ("value", "EVEN")


class TestMaterializedViewChangesApply(_Changes, MaterializedViewChangesApplyMixin):
    pass


class TestMaterializedViewChangesContinue(_Changes, MaterializedViewChangesContinueMixin):
    pass


class TestMaterializedViewChangesFail(_Changes, MaterializedViewChangesFailMixin):
    pass


class TestCatalogRelationTypes(CatalogRelationTypes):
    pass
