"""Seeds and snapshots."""

import pytest
from dbt.tests.adapter.basic.files import seeds_added_csv, seeds_base_csv, seeds_newcolumns_csv
from dbt.tests.adapter.basic.test_snapshot_check_cols import BaseSnapshotCheckCols
from dbt.tests.adapter.basic.test_snapshot_timestamp import BaseSnapshotTimestamp
from dbt.tests.adapter.dbt_clone.test_dbt_clone import BaseCloneNotPossible
from dbt.tests.adapter.simple_seed.test_seed_type_override import BaseSimpleSeedColumnOverride
from dbt.tests.adapter.simple_snapshot.new_record_check_mode import BaseSnapshotNewRecordCheckMode
from dbt.tests.adapter.simple_snapshot.new_record_timestamp_mode import (
    BaseSnapshotNewRecordTimestampMode,
)
from dbt.tests.adapter.simple_snapshot.test_snapshot import BaseSimpleSnapshot, BaseSnapshotCheck

# dbt makes a seed's column as wide as its longest value, and the tests lengthen names afterwards.
WIDE_NAMES = """
seeds:
  - name: added
    config:
      column_types: {name: varchar(64)}
"""


class TestSnapshotCheckCols(BaseSnapshotCheckCols):
    @pytest.fixture(scope="class")
    def models(self) -> dict[str, str]:
        return {"base.csv": seeds_base_csv, "added.csv": seeds_added_csv, "seeds.yml": WIDE_NAMES}


class TestSnapshotTimestamp(BaseSnapshotTimestamp):
    @pytest.fixture(scope="class")
    def models(self) -> dict[str, str]:
        return {
            "base.csv": seeds_base_csv,
            "added.csv": seeds_added_csv,
            "newcolumns.csv": seeds_newcolumns_csv,
            "seeds.yml": WIDE_NAMES,
        }


class TestSimpleSnapshot(BaseSimpleSnapshot):
    pass


class TestSnapshotCheck(BaseSnapshotCheck):
    pass


class TestSnapshotNewRecordTimestampMode(BaseSnapshotNewRecordTimestampMode):
    pass


class TestSnapshotNewRecordCheckMode(BaseSnapshotNewRecordCheckMode):
    pass


class TestCloneNotPossible(BaseCloneNotPossible):
    pass


COLUMN_TYPES = """
seeds:
  - name: seed_enabled
    columns:
      - {name: birthday, data_tests: [{column_type: {type: date}}]}
      - {name: seed_id, data_tests: [{column_type: {type: character varying(256)}}]}
  - name: seed_tricky
    columns:
      - {name: seed_id, data_tests: [{column_type: {type: integer}}]}
      - {name: seed_id_str, data_tests: [{column_type: {type: character varying(256)}}]}
      - {name: a_bool, data_tests: [{column_type: {type: boolean}}]}
      - {name: looks_like_a_bool, data_tests: [{column_type: {type: character varying(256)}}]}
      - {name: a_date, data_tests: [{column_type: {type: timestamp without time zone}}]}
      - {name: looks_like_a_date, data_tests: [{column_type: {type: character varying(256)}}]}
      - {name: relative, data_tests: [{column_type: {type: character varying(9)}}]}
      - {name: weekday, data_tests: [{column_type: {type: character varying(8)}}]}
"""


class TestSeedColumnOverride(BaseSimpleSeedColumnOverride):
    @pytest.fixture(scope="class")
    def schema(self) -> str:
        return "simple_seed"

    @pytest.fixture(scope="class")
    def models(self) -> dict[str, str]:
        return {"columns.yml": COLUMN_TYPES}

    @staticmethod
    def seed_enabled_types() -> dict[str, str]:
        return {"seed_id": "text", "birthday": "date"}

    @staticmethod
    def seed_tricky_types() -> dict[str, str]:
        return dict.fromkeys(("seed_id_str", "looks_like_a_bool", "looks_like_a_date"), "text")
