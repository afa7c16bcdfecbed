"""What is no proper request ends with a typed error, and harms nobody else."""

import os
import socket
from typing import Any
from urllib.parse import urlsplit

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.localshift.data_api.conftest import CLUSTER


def send(body: bytes, target: str = "RedshiftData.ListDatabases") -> bytes:
    head = (
        f"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: {target}\r\n"
        f"Connection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return send_raw(head.encode() + body)


def send_raw(data: bytes) -> bytes:
    url = urlsplit(os.environ["AWS_ENDPOINT_URL_REDSHIFT_DATA"])
    with socket.create_connection((url.hostname or "", url.port or 0), timeout=30) as client:
        client.sendall(data)
        client.shutdown(socket.SHUT_WR)
        received = b""
        while chunk := client.recv(65536):
            received += chunk
    return received


def test_unknown_operation(data_api: Any) -> None:
    answer = send(b"{}", target="RedshiftData.DropEverything")
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"UnknownOperationException" in answer


def test_body_that_is_no_json(data_api: Any) -> None:
    assert b"SerializationException" in send(b"{")
    assert b"SerializationException" in send(b"[1]")


def test_parameter_of_a_wrong_type(data_api: Any) -> None:
    assert b"ValidationException" in send(b'{"MaxResults": "many"}')


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=300))
def test_garbage_ends_its_connection_only(data_api: Any, garbage: bytes) -> None:
    send_raw(garbage)
    assert data_api.list_databases(**CLUSTER)["Databases"] == ["dev"]
