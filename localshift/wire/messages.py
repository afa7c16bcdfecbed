"""What clients send: messages of PostgreSQL's protocol version 3, from bytes to values.

PostgreSQL: "Message Formats". What a client sends is hostile input. Bytes that break the protocol
raise a SqlError of severity FATAL, after which the connection cannot go on; text that is no UTF-8
raises one of severity ERROR, which ends the statement only.
"""

from collections.abc import Callable
from dataclasses import dataclass
from struct import Struct
from typing import NoReturn

from localshift.errors import SqlError

MAX_STARTUP_BYTES = 10_000
MAX_MESSAGE_BYTES = 64 * 1024 * 1024
MAX_STATEMENT_BYTES = 16 * 1024 * 1024

_PROTOCOL_3_0 = 196608
_CANCEL_REQUEST = 80877102
_SSL_REQUEST = 80877103
_GSSENC_REQUEST = 80877104

_INT16 = Struct("!H")
_INT32 = Struct("!i")
_HEADER = Struct("!ci")

Read = Callable[[int], bytes]
"""Reads exactly so many bytes, fewer only at the end of the stream."""


@dataclass(frozen=True, slots=True)
class Startup:
    parameters: dict[str, str]


@dataclass(frozen=True, slots=True)
class EncryptionRequest:
    """SSLRequest or GSSENCRequest: the client wants to encrypt and waits for one byte."""


@dataclass(frozen=True, slots=True)
class CancelRequest:
    pid: int
    secret: int


@dataclass(frozen=True, slots=True)
class Password:
    password: str


@dataclass(frozen=True, slots=True)
class Query:
    sql: str


@dataclass(frozen=True, slots=True)
class Parse:
    statement: str
    sql: str
    parameter_oids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bind:
    """`parameter_formats` and `result_formats` hold none, one for all, or one for each value."""

    portal: str
    statement: str
    parameter_formats: tuple[int, ...]
    values: tuple[bytes | None, ...]
    result_formats: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DescribeStatement:
    statement: str


@dataclass(frozen=True, slots=True)
class DescribePortal:
    portal: str


@dataclass(frozen=True, slots=True)
class Execute:
    """`max_rows` 0 is no limit."""

    portal: str
    max_rows: int


@dataclass(frozen=True, slots=True)
class CloseStatement:
    statement: str


@dataclass(frozen=True, slots=True)
class ClosePortal:
    portal: str


@dataclass(frozen=True, slots=True)
class Sync:
    pass


@dataclass(frozen=True, slots=True)
class Flush:
    pass


@dataclass(frozen=True, slots=True)
class Terminate:
    pass


@dataclass(frozen=True, slots=True)
class CopyRemnant:
    """CopyData, CopyDone, CopyFail of a COPY that was refused: to be dropped."""


First = Startup | EncryptionRequest | CancelRequest
Message = (
    Password
    | Query
    | Parse
    | Bind
    | DescribeStatement
    | DescribePortal
    | Execute
    | CloseStatement
    | ClosePortal
    | Sync
    | Flush
    | Terminate
    | CopyRemnant
)


def violation(what: str) -> SqlError:
    """The client broke the protocol; where its next message begins is not known."""
    return SqlError("08P01", what, severity="FATAL")


def read_first(read: Read) -> First | None:
    """Read what a client sends before it is known. None when it left."""
    head = read(4)
    if len(head) < 4:
        return None
    length = _INT32.unpack(head)[0]
    if not 8 <= length <= MAX_STARTUP_BYTES:
        raise violation("invalid length of startup packet")
    packet = read(length - 4)
    if len(packet) < length - 4:
        return None
    body = _Body(packet)
    match body.int32():
        case n if n == _CANCEL_REQUEST:
            request = CancelRequest(pid=body.int32(), secret=body.int32())
            body.end()
            return request
        case n if n in (_SSL_REQUEST, _GSSENC_REQUEST):
            body.end()
            return EncryptionRequest()
        case n if n == _PROTOCOL_3_0:
            parameters: dict[str, str] = {}
            while name := body.text():
                parameters[name] = body.text()
            body.end()
            return Startup(parameters)
        case n:
            raise SqlError(
                "0A000",
                f"unsupported frontend protocol {n >> 16 & 0xFFFF}.{n & 0xFFFF}: "
                "server supports 3.0 to 3.0",
                severity="FATAL",
            )


def read_frame(read: Read) -> tuple[bytes, bytes] | None:
    """Read a message's type and body. None when the client left, also in mid-message."""
    head = read(5)
    if len(head) < 5:
        return None
    kind, length = _HEADER.unpack(head)
    if kind not in _DECODERS:
        raise violation(f"invalid frontend message type {kind[0]}")
    if not 4 <= length <= MAX_MESSAGE_BYTES:
        raise violation("invalid message length")
    body = read(length - 4)
    return (kind, body) if len(body) == length - 4 else None


def decode(kind: bytes, body: bytes) -> Message:
    """Raises SqlError: FATAL for a malformed body, ERROR for text that is no UTF-8."""
    reader = _Body(body)
    message = _DECODERS[kind](reader)
    reader.end()
    return message


class _Body:
    """Reads the fields of one message, and refuses to read past its end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        end = self._at + count
        if count < 0 or end > len(self._data):
            raise violation("insufficient data left in message")
        start, self._at = self._at, end
        return self._data[start:end]

    def int16(self) -> int:
        return int(_INT16.unpack(self.take(2))[0])

    def int32(self) -> int:
        return int(_INT32.unpack(self.take(4))[0])

    def text(self) -> str:
        end = self._data.find(b"\0", self._at)
        if end < 0:
            raise violation("invalid string in message")
        raw = self._data[self._at : end]
        self._at = end + 1
        try:
            return raw.decode()
        except UnicodeDecodeError as error:
            raise SqlError(
                "22021",
                f'invalid byte sequence for encoding "UTF8": 0x{raw[error.start]:02x}',
            ) from None

    def formats(self) -> tuple[int, ...]:
        formats = tuple(self.int16() for _ in range(self.int16()))
        if any(format_code > 1 for format_code in formats):
            raise violation("invalid format code in Bind message")
        return formats

    def value(self) -> bytes | None:
        length = self.int32()
        return None if length == -1 else self.take(length)

    def rest(self) -> None:
        self._at = len(self._data)

    def end(self) -> None:
        if self._at != len(self._data):
            raise violation("invalid message format")


def _sql(body: _Body) -> str:
    """AWS: c_redshift-sql. The wording and SQLSTATE are those that clients report."""
    sql = body.text()
    if len(sql) * 4 > MAX_STATEMENT_BYTES and (size := len(sql.encode())) > MAX_STATEMENT_BYTES:
        raise SqlError(
            "42601",
            f"Statement is too large. Statement Size: {size} bytes. "
            f"Maximum Allowed: {MAX_STATEMENT_BYTES} bytes",
        )
    return sql


def _parse(body: _Body) -> Parse:
    return Parse(body.text(), _sql(body), tuple(body.int32() for _ in range(body.int16())))


def _bind(body: _Body) -> Bind:
    return Bind(
        portal=body.text(),
        statement=body.text(),
        parameter_formats=body.formats(),
        values=tuple(body.value() for _ in range(body.int16())),
        result_formats=body.formats(),
    )


def _describe(body: _Body) -> DescribeStatement | DescribePortal:
    return DescribePortal(body.text()) if _is_portal(body) else DescribeStatement(body.text())


def _close(body: _Body) -> CloseStatement | ClosePortal:
    return ClosePortal(body.text()) if _is_portal(body) else CloseStatement(body.text())


def _is_portal(body: _Body) -> bool:
    what = body.take(1)
    if what not in (b"S", b"P"):
        raise violation("invalid message subtype")
    return what == b"P"


def _copy_remnant(body: _Body) -> CopyRemnant:
    body.rest()
    return CopyRemnant()


def _function_call(_body: _Body) -> NoReturn:
    raise SqlError(
        "0A000", "localshift does not implement function call messages", severity="FATAL"
    )


_DECODERS: dict[bytes, Callable[[_Body], Message]] = {
    b"p": lambda body: Password(body.text()),
    b"Q": lambda body: Query(_sql(body)),
    b"P": _parse,
    b"B": _bind,
    b"D": _describe,
    b"E": lambda body: Execute(body.text(), max(0, body.int32())),
    b"C": _close,
    b"S": lambda _body: Sync(),
    b"H": lambda _body: Flush(),
    b"X": lambda _body: Terminate(),
    b"F": _function_call,
    b"d": _copy_remnant,
    b"c": _copy_remnant,
    b"f": _copy_remnant,
}
