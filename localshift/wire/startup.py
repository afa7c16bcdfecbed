"""From the first byte to a known user: encryption is declined, the password is asked for.

The password travels as it is. The server listens on the loopback address only, and it is what
redshift_connector, libpq and every other driver can do.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from localshift.errors import SqlError
from localshift.wire import messages, replies
from localshift.wire.channel import Channel, Gone
from localshift.wire.messages import CancelRequest, EncryptionRequest, Password, Startup, violation

_MAX_ENCRYPTION_REQUESTS = 2
_UTF8_NAMES = {"utf8", "unicode", "sqlascii"}


@dataclass(frozen=True, slots=True)
class Client:
    """Who connects, to what, with which settings."""

    user: str
    database: str
    settings: Mapping[str, str]


def greet(channel: Channel) -> Client | CancelRequest:
    """Read the start-up packet, after a refusal to encrypt when that is asked for.

    Raises SqlError when it makes no sense, Gone when the client leaves.
    """
    for _ in range(_MAX_ENCRYPTION_REQUESTS + 1):
        match channel.read_first():
            case CancelRequest() as request:
                return request
            case Startup(parameters):
                return client_of(parameters)
            case EncryptionRequest():
                channel.send(replies.NO_ENCRYPTION)
                channel.flush()
    raise violation("too many requests for encryption")


def authenticate(channel: Channel, user: str, check: Callable[[str, str], bool]) -> None:
    """Ask for the password. Raises SqlError 28000 when it is wrong."""
    channel.send(replies.ASK_FOR_PASSWORD)
    channel.flush()
    match messages.decode(*channel.read_frame()):
        case Password(password):
            if not check(user, password):
                raise SqlError("28000", f'password authentication failed for user "{user}"')
        case messages.Terminate():
            raise Gone
        case _:
            raise violation("expected password response")
    channel.send(replies.AUTHENTICATION_OK)


def client_of(parameters: Mapping[str, str]) -> Client:
    """Settings come as parameters of their own and inside `options`: `-c name=value`."""
    settings = {
        name: value
        for name, value in parameters.items()
        if name not in ("user", "database", "options", "replication")
    }
    settings |= _options(parameters.get("options", ""))
    user = parameters.get("user", "")
    if not user:
        raise SqlError("28000", "no PostgreSQL user name specified in startup packet")
    encoding = settings.pop("client_encoding", "utf8")
    if re.sub("[^a-z0-9]", "", encoding.lower()) not in _UTF8_NAMES:
        raise SqlError("0A000", f"localshift does not implement client_encoding {encoding}")
    return Client(user, parameters.get("database") or user, settings)


def _options(text: str) -> dict[str, str]:
    """Words are parted by blanks; a backslash takes the next character as it is."""
    words = [re.sub(r"\\(.)", r"\1", word) for word in re.findall(r"(?:\\.|\S)+", text)]
    settings = {}
    remaining = iter(words)
    for word in remaining:
        setting = next(remaining, "") if word == "-c" else re.sub("^(-c|--)", "", word)
        name, equals, value = setting.partition("=")
        if setting == word or not name or not equals:
            raise SqlError("42601", f"invalid command-line argument for server process: {word}")
        settings[name.replace("-", "_")] = value
    return settings
