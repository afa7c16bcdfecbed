"""Connect to Redshift as dbt does: with dbt's profile, read and rendered by dbt's own code.

So `env_var`, secrets, passwords, IAM, serverless, roles and query groups mean the same in both,
and there is one place to configure. dbt takes a second or two to import, which is why it is
imported here only when a connection is wanted.
"""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from loader.errors import ConfigError

if TYPE_CHECKING:
    from redshift_connector.core import Connection

KEEPALIVE = {"tcp_keepalive_idle": 60, "tcp_keepalive_interval": 30, "tcp_keepalive_count": 5}
"""Seconds, seconds, probes. A COPY is silent for minutes: a NAT gateway forgets a connection
after 350 idle seconds, and a lost one should be noticed. The profile's own values win."""


@dataclass(frozen=True, slots=True)
class Redshift:
    """What an output of the profile leads to.

    `schema` is dbt's target schema, where marts live. `connect` opens a new connection, with
    autocommit on.
    """

    schema: str
    connect: Callable[[], Connection]


def redshift_from_profile(folder: Path, target: str | None) -> Redshift:
    """Return the Redshift of an output; nothing is connected yet.

    The profile's name is that of the dbt_project.yml in `folder` or above; profiles.yml is looked
    for as dbt does: DBT_PROFILES_DIR, then `folder`, then ~/.dbt. `target` is an output of the
    profile; None is the profile's default. Raises ConfigError with dbt's own words.
    """
    name = _profile_name(folder)
    profiles_dir = _profiles_dir(folder)
    credentials = _credentials(name, profiles_dir, target)
    missing = {k: v for k, v in KEEPALIVE.items() if getattr(credentials, k) is None}

    from dbt.adapters.redshift.connections import get_connection_method
    from dbt_common.exceptions import DbtBaseException

    try:
        open_connection = get_connection_method(credentials.replace(**missing))
    except DbtBaseException as error:
        raise _profile_error(profiles_dir, error) from error

    def connect() -> Connection:
        connection: Connection = open_connection()
        connection.autocommit = True
        return connection

    return Redshift(credentials.schema, connect)


def _profile_name(folder: Path) -> str:
    for parent in (folder, *folder.parents):
        file = parent / "dbt_project.yml"
        if file.is_file():
            project = yaml.safe_load(file.read_text(encoding="utf-8"))
            if isinstance(project, dict) and isinstance(project.get("profile"), str):
                return str(project["profile"])
            raise ConfigError(f"{file} names no profile", next_step="add a line `profile: …`")
    raise ConfigError(
        f"there is no dbt_project.yml in {folder} or above it, which names the profile",
        next_step="run this in the dbt project's folder",
    )


def _profiles_dir(folder: Path) -> Path:
    named = os.environ.get("DBT_PROFILES_DIR")
    if named:
        return Path(named)
    return folder if (folder / "profiles.yml").is_file() else Path.home() / ".dbt"


def _credentials(name: str, profiles_dir: Path, target: str | None) -> Any:
    from dbt.config.profile import Profile, read_profile
    from dbt.config.renderer import ProfileRenderer
    from dbt.flags import set_flags
    from dbt_common.context import set_invocation_context
    from dbt_common.exceptions import DbtBaseException

    # What dbt's command line would have set, as far as reading a profile asks for it.
    flags = Namespace(LOG_CACHE_EVENTS=False, USE_COLORS=False)
    set_flags(flags)  # type: ignore[no-untyped-call]
    set_invocation_context(os.environ)
    try:
        profile = Profile.from_raw_profiles(
            read_profile(str(profiles_dir)), name, ProfileRenderer({}), target
        )
    except DbtBaseException as error:
        raise _profile_error(profiles_dir, error) from error
    if profile.credentials.type != "redshift":
        raise ConfigError(
            f"profile '{name}', target '{profile.target_name}' is of type "
            f"'{profile.credentials.type}', which is not redshift"
        )
    return profile.credentials


def _profile_error(profiles_dir: Path, error: Exception) -> ConfigError:
    return ConfigError(
        f"the dbt profile in {profiles_dir / 'profiles.yml'} cannot be used: {error}",
        next_step="compare it with profiles.example.yml; dbt debug checks it too",
    )
