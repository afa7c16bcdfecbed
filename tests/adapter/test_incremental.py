"""Incremental models: every strategy that dbt-redshift has."""

from typing import Any

import pytest
from dbt.tests.adapter.basic.test_incremental import BaseIncremental, BaseIncrementalNotSchemaChange
from dbt.tests.adapter.empty.test_empty import (
    BaseTestEmpty,
    BaseTestEmptyInlineSourceRef,
)
from dbt.tests.adapter.incremental.test_incremental_merge_exclude_columns import (
    BaseMergeExcludeColumns,
)
from dbt.tests.adapter.incremental.test_incremental_microbatch import BaseMicrobatch
from dbt.tests.adapter.incremental.test_incremental_on_schema_change import (
    BaseIncrementalOnSchemaChange,
)
from dbt.tests.adapter.incremental.test_incremental_predicates import BaseIncrementalPredicates
from dbt.tests.adapter.incremental.test_incremental_unique_id import BaseIncrementalUniqueKey
from dbt.tests.adapter.sample_mode.test_sample_mode import BaseSampleModeTest


class TestIncremental(BaseIncremental):
    pass


class TestIncrementalNotSchemaChange(BaseIncrementalNotSchemaChange):
    pass


class TestOnSchemaChange(BaseIncrementalOnSchemaChange):
    pass


class TestUniqueKey(BaseIncrementalUniqueKey):
    pass


class TestUniqueKeyDeleteInsert(BaseIncrementalUniqueKey):
    @pytest.fixture(scope="class")
    def project_config_update(self) -> dict[str, Any]:
        return {"models": {"+incremental_strategy": "delete+insert"}}


class TestPredicatesDeleteInsert(BaseIncrementalPredicates):
    pass


class TestPredicatesMerge(BaseIncrementalPredicates):
    @pytest.fixture(scope="class")
    def project_config_update(self) -> dict[str, Any]:
        predicates = ["dbt_internal_dest.id != 2"]
        return {"models": {"+incremental_predicates": predicates, "+incremental_strategy": "merge"}}


class TestMergeExcludeColumns(BaseMergeExcludeColumns):
    pass


class TestMicrobatch(BaseMicrobatch):
    """dbt-redshift's microbatch needs no unique key, and Redshift no `UTC` behind a time."""

    @pytest.fixture(scope="class")
    def microbatch_model_sql(self) -> str:
        return """
            {{ config(
                materialized='incremental',
                incremental_strategy='microbatch',
                event_time='event_time',
                batch_size='day',
                begin=modules.datetime.datetime(2020, 1, 1),
            ) }}
            select * from {{ ref('input_model') }}
        """

    @pytest.fixture(scope="class")
    def insert_two_rows_sql(self, project: Any) -> str:
        table = f"{project.database}.{project.test_schema}.input_model"
        days = "(4, '2020-01-04 00:00:00-0'), (5, '2020-01-05 00:00:00-0')"
        return f"insert into {table} (id, event_time) values {days}"


class TestSampleMode(BaseSampleModeTest):
    pass


class TestEmptyFlag(BaseTestEmpty):
    pass


class TestEmptyFlagInlineSourceRef(BaseTestEmptyInlineSourceRef):
    pass
