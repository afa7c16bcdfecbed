"""The socket of one client: whole messages in, buffered bytes out."""

import socket
from contextlib import suppress

from localshift.wire import messages

_STARTUP_SECONDS = 60
_SEND_BYTES = 128 * 1024


class Gone(Exception):  # noqa: N818 - it is no error that a client goes
    """The client left, or the server closed its ear to it."""


class Channel:
    """Belongs to the connection's thread; any thread may call `is_gone` and `hang_up`."""

    def __init__(self, client: socket.socket) -> None:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        client.settimeout(_STARTUP_SECONDS)
        self._socket = client
        self._stream = client.makefile("rb")
        self._out: list[bytes] = []
        self._out_bytes = 0

    def started(self) -> None:
        """From now on the client may be silent for as long as it likes."""
        self._socket.settimeout(None)

    def read_first(self) -> messages.First:
        """Raises Gone, and SqlError of severity FATAL for what is no start-up packet."""
        first = messages.read_first(self._read)
        if first is None:
            raise Gone
        return first

    def read_frame(self) -> tuple[bytes, bytes]:
        """The next message's type and body. Raises as `read_first` does."""
        frame = messages.read_frame(self._read)
        if frame is None:
            raise Gone
        return frame

    def send(self, data: bytes) -> None:
        """Send now or later: small messages wait for a flush, rows go out in large pieces."""
        self._out.append(data)
        self._out_bytes += len(data)
        if self._out_bytes >= _SEND_BYTES:
            self.flush()

    def flush(self) -> None:
        data = b"".join(self._out)
        self._out.clear()
        self._out_bytes = 0
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise Gone from error

    def is_gone(self) -> bool:
        """Did the client close its end? False also while unread messages hide that."""
        try:
            return not self._socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def hang_up(self) -> None:
        """Make the connection's thread read no more; what it has to say still gets out."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RD)

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        with suppress(OSError):
            self._stream.close()
        self._socket.close()

    def _read(self, count: int) -> bytes:
        try:
            return self._stream.read(count)
        except OSError as error:
            raise Gone from error
