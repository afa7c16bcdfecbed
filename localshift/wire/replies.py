"""What the server sends: messages of PostgreSQL's protocol version 3, from values to bytes.

PostgreSQL: "Message Formats" and "Error and Notice Message Fields". Rows are in rows.py.
"""

from collections.abc import Sequence
from struct import Struct

from localshift.errors import SqlError
from localshift.results import Column

_INT16 = Struct("!H")
_INT32 = Struct("!i")
_FIELD = Struct("!ihihih")
_HEADER = Struct("!ci")


def _message(kind: bytes, body: bytes = b"") -> bytes:
    return _HEADER.pack(kind, len(body) + 4) + body


def _text(text: str) -> bytes:
    return text.replace("\0", "").encode(errors="replace") + b"\0"


NO_ENCRYPTION = b"N"
AUTHENTICATION_OK = _message(b"R", _INT32.pack(0))
ASK_FOR_PASSWORD = _message(b"R", _INT32.pack(3))
PARSE_COMPLETE = _message(b"1")
BIND_COMPLETE = _message(b"2")
CLOSE_COMPLETE = _message(b"3")
NO_DATA = _message(b"n")
EMPTY_QUERY = _message(b"I")
PORTAL_SUSPENDED = _message(b"s")


def parameter_status(name: str, value: str) -> bytes:
    return _message(b"S", _text(name) + _text(value))


def backend_key(pid: int, secret: int) -> bytes:
    return _message(b"K", _INT32.pack(pid) + _INT32.pack(secret))


def ready_for_query(status: bytes) -> bytes:
    return _message(b"Z", status)


def command_complete(tag: str) -> bytes:
    return _message(b"C", _text(tag))


def parameter_description(oids: Sequence[int]) -> bytes:
    return _message(b"t", _INT16.pack(len(oids)) + b"".join(map(_INT32.pack, oids)))


def row_description(columns: Sequence[Column], formats: Sequence[int]) -> bytes:
    """Each field is a name and 18 bytes: no table, no attribute number, type, size, modifier.

    Redshift adds more to a field for clients that were told of a `server_protocol_version` above 0;
    localshift tells none.
    """
    fields = [
        _text(column.name)
        + _FIELD.pack(0, 0, column.type.oid, column.type.size, column.type.typmod, format_code)
        for column, format_code in zip(columns, formats, strict=True)
    ]
    return _message(b"T", _INT16.pack(len(fields)) + b"".join(fields))


def error_response(error: SqlError) -> bytes:
    return _report(b"E", error)


def notice(text: str, severity: str) -> bytes:
    sqlstate = "01000" if severity == "WARNING" else "00000"
    return _report(b"N", SqlError(sqlstate, text, severity=severity))


def _report(kind: bytes, error: SqlError) -> bytes:
    fields = {
        b"S": error.severity,
        b"C": error.sqlstate,
        b"M": error.message,
        b"D": error.detail,
        b"H": error.hint,
    }
    body = b"".join(code + _text(value) for code, value in fields.items() if value is not None)
    return _message(kind, body + b"\0")
