"""`dbt show`, and dbt's unit tests of models."""

import pytest
from dbt.tests.adapter.dbt_show.test_dbt_show import (
    BaseShowDoesNotHandleDoubleLimit,
    BaseShowLimit,
    BaseShowSqlHeader,
)
from dbt.tests.adapter.unit_testing.test_case_insensitivity import BaseUnitTestCaseInsensivity
from dbt.tests.adapter.unit_testing.test_invalid_input import BaseUnitTestInvalidInput
from dbt.tests.adapter.unit_testing.test_types import BaseUnitTestingTypes


class TestShowLimit(BaseShowLimit):
    pass


class TestShowSqlHeader(BaseShowSqlHeader):
    pass


class TestShowDoubleLimit(BaseShowDoesNotHandleDoubleLimit):
    pass


class TestUnitTestCaseInsensitivity(BaseUnitTestCaseInsensivity):
    pass


class TestUnitTestInvalidInput(BaseUnitTestInvalidInput):
    pass


class TestUnitTestTypes(BaseUnitTestingTypes):
    """Redshift has no arrays; of JSON it has SUPER."""

    @pytest.fixture
    def data_types(self) -> list[list[str]]:
        """Pairs of SQL and YAML."""
        return [
            ["1", "1"],
            ["'1'", "1"],
            ["1.0", "1.0"],
            ["'12.5'::decimal(4,2)", "12.5"],
            ["true", "true"],
            ["'words'", "words"],
            ["date '2026-11-21'", "2026-11-21"],
            ["timestamp '2026-11-21 08:00:00'", "2026-11-21 08:00:00"],
            ["timestamptz '2026-11-21 08:00:00+02'", "2026-11-21 08:00:00+02"],
            ["""json_parse('{"a": 7.5, "b": [true]}')""", """'{"a": 7.5, "b": [true]}'"""],
        ]
