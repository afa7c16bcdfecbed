"""The Data API over HTTP: AWS's JSON 1.1 protocol, on the loopback address only.

Requests are signed by the client and the signature is not checked: who reaches the port may ask.
"""

import json
import logging
import threading
import uuid
from collections.abc import Sequence
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from localshift.data_api.errors import ApiError
from localshift.data_api.operations import DataApi
from localshift.data_api.requests import read_request
from localshift.engine import Engine

_log = logging.getLogger(__name__)

_HOST = "127.0.0.1"
_BODY_BYTES = 8 * 1024 * 1024
_CONTENT_TYPE = "application/x-amz-json-1.1"


class DataApiServer:
    """Serves an engine to clients of the Data API."""

    def __init__(self, engine: Engine) -> None:
        self._api = DataApi(engine)
        self._listener: ThreadingHTTPServer | None = None

    def start(self, *ports: int) -> int:
        """Listen on the first port that is free, 0 being any; serve in the background.

        Returns the port; raises OSError if all are taken.
        """
        api = self._api

        class Handler(_Handler):
            data_api = api

        self._listener = _listener(ports, Handler)
        self._listener.daemon_threads = True
        threading.Thread(target=self._listener.serve_forever, daemon=True).start()
        return int(self._listener.server_address[1])

    def stop(self) -> None:
        if self._listener is not None:
            self._listener.shutdown()
            self._listener.server_close()
        self._api.close()


def _listener(ports: Sequence[int], handler: type[BaseHTTPRequestHandler]) -> ThreadingHTTPServer:
    *others, last = ports
    for port in others:
        with suppress(OSError):
            return ThreadingHTTPServer((_HOST, port), handler)
    return ThreadingHTTPServer((_HOST, last), handler)


class _Handler(BaseHTTPRequestHandler):
    data_api: DataApi
    protocol_version = "HTTP/1.1"
    timeout = 60  # seconds that a connection may be idle

    def do_POST(self) -> None:
        try:
            operation, request = read_request(self.headers.get("X-Amz-Target", ""), self._body())
            self._answer(200, self.data_api.answer(operation, request))
        except ApiError as error:
            self._answer(400, {"__type": error.code, "Message": str(error)})
        except Exception:
            _log.exception("a request of the Data API failed")
            error_type = "InternalServerException"
            self._answer(500, {"__type": error_type, "Message": "localshift failed; see its log"})

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > _BODY_BYTES:
            self.close_connection = True
            raise ApiError("SerializationException", f"The body may have {_BODY_BYTES} bytes")
        return self.rfile.read(int(length))

    def _answer(self, status: int, answer: dict[str, Any]) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", _CONTENT_TYPE)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("x-amzn-RequestId", str(uuid.uuid4()))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        _log.debug(format, *args)
