"""How COPY and UNLOAD ask for access to S3. Keys are read and not kept.

AWS: copy-parameters-authorization. S3 is reached as the environment says.
"""

from collections.abc import Mapping
from typing import Any

from localshift.copy.statement import Authorization
from localshift.errors import SqlError, refuse
from localshift.sql.reader import Reader

_KEYS = {"access_key_id", "secret_access_key", "session_token"}
OPTIONS = _KEYS | {"iam_role", "credentials", "with"}


def read_option(reader: Reader, word: str) -> tuple[str, Any]:
    """One of OPTIONS, whose first word has been taken, as (its name, its value)."""
    if word == "with":
        reader.expect("credentials")
        word = "credentials"
    if word in _KEYS:
        return word, bool(reader.string())
    if word == "iam_role":
        return word, "default" if reader.accept("default") else reader.string()
    reader.accept("as")
    return word, _role_in_credentials(reader.string())


def _role_in_credentials(text: str) -> str | None:
    """The role in `aws_iam_role=…`, None for access keys.

    The text is in no error and no log: it may hold a secret.
    """
    parts = dict(part.split("=", 1) for part in text.split(";") if "=" in part)
    if "master_symmetric_key" in parts:
        raise refuse("MASTER_SYMMETRIC_KEY")
    if "aws_iam_role" in parts:
        return parts["aws_iam_role"]
    if {"aws_access_key_id", "aws_secret_access_key"} <= parts.keys():
        return None
    raise SqlError(
        "22023",
        "Invalid credentials. Must be of the format: credentials 'aws_iam_role=...' or "
        "'aws_access_key_id=...;aws_secret_access_key=...[;token=...]'",
    )


def authorization(options: Mapping[str, Any]) -> Authorization:
    """What the options of a statement say. Raises SqlError 42601 unless they say one thing."""
    keys = _KEYS & options.keys()
    kinds = [name for name in ("iam_role", "credentials") if name in options]
    if len(kinds) + bool(keys) > 1:
        raise SqlError("42601", "conflicting or redundant options")
    if kinds:
        return Authorization(options[kinds[0]])
    if {"access_key_id", "secret_access_key"} <= keys:
        return Authorization()
    raise SqlError("42601", "CREDENTIALS argument is required but not specified")
