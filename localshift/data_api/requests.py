"""Read a request by AWS's own description of the service, which botocore brings along. Pure.

botocore checks names, types and what is required before it sends; the server checks that again,
and patterns, lengths and limits, which botocore leaves to it.
"""

import json
import re
from functools import cache
from typing import Any

from botocore.model import ListShape, ServiceModel, Shape, StructureShape
from botocore.session import get_session
from botocore.validate import ParamValidator

from localshift.data_api.errors import ApiError, invalid

Request = dict[str, Any]


@cache
def service() -> ServiceModel:
    return get_session().get_service_model("redshift-data")


def read_request(target: str, body: bytes) -> tuple[str, Request]:
    """The operation and its parameters. Raises ApiError.

    `target` is the header X-Amz-Target: `RedshiftData.ExecuteStatement`.
    """
    prefix, _, operation = target.partition(".")
    if prefix != service().metadata["targetPrefix"] or operation not in service().operation_names:
        raise ApiError("UnknownOperationException", f"Unknown operation {target!r}")
    try:
        request = json.loads(body or b"{}")
    except ValueError:
        raise ApiError("SerializationException", "The body is no JSON") from None
    if not isinstance(request, dict):
        raise ApiError("SerializationException", "The body is no JSON object")
    shape = service().operation_model(operation).input_shape
    if shape is not None:
        report = ParamValidator().validate(request, shape)
        if report.has_errors():
            raise invalid(report.generate_report())
        _check(request, shape, "")
    return operation, request


def _check(value: Any, shape: Shape, path: str) -> None:
    """Lengths, limits, patterns and enumerations. Raises ApiError."""
    match shape:
        case StructureShape():
            for name, member in value.items():
                _check(member, shape.members[name], f"{path}.{name}".lstrip("."))
        case ListShape():
            for number, member in enumerate(value, start=1):
                _check(member, shape.member, f"{path}.{number}.member")
        case Shape(type_name="string"):
            _check_string(value, shape, path)
        case Shape(metadata={"max": largest}) if value > largest:
            raise _unsatisfied(value, path, f"value less than or equal to {largest}")


def _check_string(value: str, shape: Shape, path: str) -> None:
    facts = shape.metadata
    if "enum" in facts and value not in facts["enum"]:
        raise _unsatisfied(value, path, f"value in {facts['enum']}")
    if len(value) > facts.get("max", len(value)):
        raise _unsatisfied(value, path, f"length less than or equal to {facts['max']}")
    if "pattern" in facts and re.fullmatch(facts["pattern"], value) is None:
        raise _unsatisfied(value, path, f"a form that matches {facts['pattern']}")


def _unsatisfied(value: object, path: str, what: str) -> ApiError:
    return invalid(
        f"1 validation error detected: Value {str(value)[:100]!r} at {path!r} failed to satisfy"
        f" constraint: Member must have {what}"
    )
