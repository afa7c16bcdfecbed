"""What Redshift's answers mean. The texts are those that AWS documents or that users quote."""

import pytest

from loader.errors import TerminalError, TransientError
from loader.warehouse import StatementError, is_cancelled, refusal


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("1023 DETAIL: Serializable isolation violation on table - 126483", "XX000"),
        ("could not serialize access due to concurrent update", "40001"),
        ("conflict with concurrent transaction", "40001"),
        ("deadlock detected", "40P01"),
        ("terminating connection due to administrator command", "57P01"),
        ("connection limit exceeded", "53300"),
        ("connection does not exist", "08003"),
        ("S3ServiceException:Please reduce your request rate.,Status 503,Error SlowDown", "XX000"),
        ("S3ServiceException:We encountered an internal error.,Status 500,Error Int", "XX000"),
        ("S3ServiceException:The specified key does not exist.,Error NoSuchKey", "XX000"),
        ("Mandatory url is not present in manifest", "XX000"),
        ('Relation "loads" already exists', "42P07"),
    ],
)
def test_it_may_help_to_try_again(message: str, code: str) -> None:
    assert isinstance(refusal(message, code), TransientError)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("Load into table 'loader_copy' failed.  Check 'stl_load_errors'", "XX000"),
        ("S3ServiceException:Access Denied,Status 403,Error AccessDenied", "XX000"),
        ("permission denied for relation bike_events", "42501"),
        ('relation "landing.bike_events" does not exist', "42P01"),
        ("Query (150) cancelled on user's request", "57014"),
        ("disk full", "53100"),
    ],
)
def test_it_does_not_help_to_try_again(message: str, code: str) -> None:
    error = refusal(message, code)

    assert isinstance(error, StatementError)
    assert isinstance(error, TerminalError)
    assert message in str(error)


def test_a_timeout_is_known_by_its_code_or_its_text() -> None:
    assert is_cancelled(StatementError("…", "57014"))
    assert is_cancelled(StatementError("Query (150) canceled on user's request", "XX000"))
    assert not is_cancelled(StatementError("permission denied", "42501"))
