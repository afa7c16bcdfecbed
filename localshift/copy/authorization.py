"""How COPY and UNLOAD ask for access to S3. Keys are read and not kept.

AWS: copy-parameters-authorization. S3 is reached as the environment says.
"""

from collections.abc import Mapping
from typing import Any

from localshift.errors import SqlError, refuse
from localshift.sql.reader import Reader

_KEYS = {"access_key_id", "secret_access_key", "session_token"}
OPTIONS = _KEYS | {"iam_role", "credentials", "with"}


def read_option(reader: Reader, word: str) -> str:
    """Read one of OPTIONS, whose first word has been taken; the name of it."""
    if word == "with":
        reader.expect("credentials")
        word = "credentials"
    if word in _KEYS:
        reader.string()
    elif word == "iam_role":
        if not reader.accept("default"):
            reader.string()
    else:
        reader.accept("as")
        _check_credentials(reader.string())
    return word


def _check_credentials(text: str) -> None:
    """A role or access keys. The text is in no error and no log: it may hold a secret."""
    parts = dict(part.split("=", 1) for part in text.split(";") if "=" in part)
    if "master_symmetric_key" in parts:
        raise refuse("MASTER_SYMMETRIC_KEY")
    if "aws_iam_role" in parts or {"aws_access_key_id", "aws_secret_access_key"} <= parts.keys():
        return
    raise SqlError(
        "22023",
        "Invalid credentials. Must be of the format: credentials 'aws_iam_role=...' or "
        "'aws_access_key_id=...;aws_secret_access_key=...[;token=...]'",
    )


def check(options: Mapping[str, Any]) -> None:
    """Raise SqlError 42601 unless the options of a statement say one thing."""
    keys = _KEYS & options.keys()
    kinds = [name for name in ("iam_role", "credentials") if name in options]
    if len(kinds) + bool(keys) > 1:
        raise SqlError("42601", "conflicting or redundant options")
    if kinds or {"access_key_id", "secret_access_key"} <= keys:
        return
    raise SqlError("42601", "CREDENTIALS argument is required but not specified")
