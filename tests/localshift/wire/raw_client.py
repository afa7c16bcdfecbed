"""A client that says exactly what a test wants it to say."""

import socket
from contextlib import suppress
from struct import pack, unpack
from typing import Self

SYNC = b"S\0\0\0\4"
FLUSH = b"H\0\0\0\4"
PASSWORD = "local"
TERMINATE = b"X\0\0\0\4"


class RawClient:
    """Speaks protocol version 3 by hand. `messages` are pairs of a type and a body."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._stream = self.socket.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.vanish()

    def vanish(self) -> None:
        self._stream.close()
        self.socket.close()

    def log_in(self, password: str = PASSWORD, **parameters: str) -> list[tuple[bytes, bytes]]:
        """Start up; returns what came until the server was ready or refused."""
        self.send(startup(**{"user": "admin", "database": "dev", **parameters}))
        asked = self.receive()
        if asked != (b"R", pack("!i", 3)):
            return [asked]
        self.send(message(b"p", password.encode() + b"\0"))
        return self.until(b"Z", b"E")

    def send(self, *data: bytes) -> None:
        self.socket.sendall(b"".join(data))

    def end_of_sending(self) -> None:
        """Nothing more comes from here; what the server says can still be read."""
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)

    def receive(self) -> tuple[bytes, bytes]:
        """The next message; (b"", b"") when the server has closed the connection."""
        try:
            head = self._stream.read(5)
        except ConnectionResetError:
            return b"", b""
        if len(head) < 5:
            return b"", b""
        kind, length = unpack("!ci", head)
        return kind, self._stream.read(length - 4)

    def until(self, *kinds: bytes) -> list[tuple[bytes, bytes]]:
        """Messages up to the first of one of these types, or the end."""
        received = [self.receive()]
        while received[-1][0] not in (*kinds, b""):
            received.append(self.receive())
        return received

    def ask(self, *data: bytes) -> list[tuple[bytes, bytes]]:
        """Send, and read until the server is ready again or gone."""
        self.send(*data)
        return self.until(b"Z")

    def run(self, sql: str) -> list[tuple[bytes, bytes]]:
        return self.ask(query(sql))


def message(kind: bytes, body: bytes) -> bytes:
    return kind + pack("!i", len(body) + 4) + body


def startup(**parameters: str) -> bytes:
    body = pack("!i", 196608)
    for name, value in parameters.items():
        body += name.encode() + b"\0" + value.encode() + b"\0"
    return pack("!i", len(body) + 5) + body + b"\0"


def query(sql: str) -> bytes:
    return message(b"Q", sql.encode() + b"\0")


def parse(sql: str, name: str = "", oids: tuple[int, ...] = ()) -> bytes:
    types = pack(f"!H{len(oids)}i", len(oids), *oids)
    return message(b"P", name.encode() + b"\0" + sql.encode() + b"\0" + types)


def bind(*values: bytes | None, name: str = "", portal: str = "", result_format: int = 0) -> bytes:
    cells = [pack("!i", -1) if v is None else pack("!i", len(v)) + v for v in values]
    return message(
        b"B",
        portal.encode() + b"\0" + name.encode() + b"\0\0\0"
        + pack("!H", len(values)) + b"".join(cells)
        + pack("!HH", 1, result_format),
    )  # fmt: skip


def describe(what: bytes, name: str = "") -> bytes:
    return message(b"D", what + name.encode() + b"\0")


def execute(portal: str = "", max_rows: int = 0) -> bytes:
    return message(b"E", portal.encode() + b"\0" + pack("!i", max_rows))


def close(what: bytes, name: str = "") -> bytes:
    return message(b"C", what + name.encode() + b"\0")


def kinds(messages: list[tuple[bytes, bytes]]) -> bytes:
    """The types in order, rows counted once: b"1" + b"2" + b"D" + b"C" + b"Z"."""
    return b"".join(kind for kind, _ in messages)


def rows(messages: list[tuple[bytes, bytes]]) -> list[list[bytes | None]]:
    found = []
    for body in (body for kind, body in messages if kind == b"D"):
        row: list[bytes | None] = []
        at = 2
        while at < len(body):
            (size,) = unpack("!i", body[at : at + 4])
            at += 4
            row.append(None if size == -1 else body[at : at + size])
            at += max(size, 0)
        found.append(row)
    return found


def errors(messages: list[tuple[bytes, bytes]]) -> list[dict[str, str]]:
    """The fields of the errors among the messages, by their letter."""
    return [
        {field[:1].decode(): field[1:].decode() for field in body.split(b"\0") if field}
        for kind, body in messages
        if kind == b"E"
    ]
