"""dbt's functions: scalar functions in SQL, whose arguments Redshift knows by their number."""

import pytest
from dbt.tests.adapter.functions.files import MY_UDF_WITH_DEFAULT_ARG_YML, MY_UDF_YML
from dbt.tests.adapter.functions.test_udfs import (
    CanFindScalarFunctionRelation,
    DeterministicUDF,
    ErrorForUnsupportedType,
    NonDeterministicUDF,
    PythonUDFNotSupported,
    SqlUDFDefaultArgSupport,
    StableUDF,
    UDFsBasic,
)

BODY = "select $1 * 2"


class _Doubles:
    @pytest.fixture(scope="class")
    def functions(self) -> dict[str, str]:
        return {"price_for_xlarge.sql": BODY, "price_for_xlarge.yml": MY_UDF_YML}


class TestFunctions(_Doubles, UDFsBasic):
    def check_function_volatility(self, sql: str) -> None:
        assert "VOLATILE" in sql


class TestDeterministic(_Doubles, DeterministicUDF):
    pass


class TestStable(_Doubles, StableUDF):
    pass


class TestNonDeterministic(_Doubles, NonDeterministicUDF):
    pass


class TestErrorForUnsupportedType(_Doubles, ErrorForUnsupportedType):
    pass


class TestPythonNotSupported(PythonUDFNotSupported):
    pass


class TestFindsTheRelation(_Doubles, CanFindScalarFunctionRelation):
    pass


class TestDefaultArguments(SqlUDFDefaultArgSupport):
    expect_default_arg_support = False

    @pytest.fixture(scope="class")
    def functions(self) -> dict[str, str]:
        return {"price_for_xlarge.sql": BODY, "price_for_xlarge.yml": MY_UDF_WITH_DEFAULT_ARG_YML}
