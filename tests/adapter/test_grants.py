"""Grants, as dbt-redshift reads them back: from privileges' views, or by has_table_privilege()."""

from typing import Any

import pytest
from dbt.tests.adapter.grants.test_incremental_grants import BaseIncrementalGrants
from dbt.tests.adapter.grants.test_invalid_grants import BaseInvalidGrants
from dbt.tests.adapter.grants.test_model_grants import BaseModelGrants
from dbt.tests.adapter.grants.test_seed_grants import BaseSeedGrants
from dbt.tests.adapter.grants.test_snapshot_grants import BaseSnapshotGrants


class _Extended:
    """The flag that makes dbt-redshift tell users from groups and roles."""

    @pytest.fixture(scope="class")
    def project_config_update(self) -> dict[str, Any]:
        return {"flags": {"redshift_grants_extended": True}}

    def assert_expected_grants_match_actual(
        self, project: Any, relation_name: str, expected_grants: dict[str, list[str]]
    ) -> None:
        expected = {
            privilege: [name if ":" in name else f"user:{name}" for name in names]
            for privilege, names in expected_grants.items()
        }
        super().assert_expected_grants_match_actual(  # type: ignore[misc]
            project, relation_name, expected
        )


class TestModelGrants(BaseModelGrants):
    pass


class TestIncrementalGrants(BaseIncrementalGrants):
    pass


class TestSeedGrants(BaseSeedGrants):
    pass


class TestSnapshotGrants(BaseSnapshotGrants):
    pass


class TestExtendedModelGrants(_Extended, BaseModelGrants):
    pass


class TestExtendedIncrementalGrants(_Extended, BaseIncrementalGrants):
    pass


class TestExtendedSeedGrants(_Extended, BaseSeedGrants):
    pass


class TestExtendedSnapshotGrants(_Extended, BaseSnapshotGrants):
    pass


class TestInvalidGrants(BaseInvalidGrants):
    def grantee_does_not_exist_error(self) -> str:
        return "does not exist"

    def privilege_does_not_exist_error(self) -> str:
        return "syntax error"
