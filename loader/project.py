"""What a command works with: loader.yml and Redshift, read and reached when first wanted."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from loader.errors import ConfigError

if TYPE_CHECKING:
    from loader.config import Feed, Settings
    from loader.warehouse import Session, Warehouse


@dataclass
class Project:
    """The file that declares the feeds, the output of the dbt profile, and the chosen feeds."""

    config: Path
    target: str | None
    chosen: tuple[str, ...]

    @cached_property
    def settings(self) -> Settings:
        from loader.configfile import read_settings

        return read_settings(self.config, os.environ)

    @property
    def feeds(self) -> dict[str, Feed]:
        """The chosen feeds; all when none was chosen."""
        return {name: self.feed(name) for name in self.chosen or self.settings.feeds}

    def feed(self, name: str) -> Feed:
        """Return the feed of a name. Raises ConfigError with the valid names."""
        if name not in self.settings.feeds:
            valid = ", ".join(self.settings.feeds)
            raise ConfigError(f"there is no feed '{name}' in {self.config}; valid: {valid}")
        return self.settings.feeds[name]

    @contextmanager
    def warehouse(self) -> Iterator[Warehouse]:
        """Reach Redshift as the dbt profile says, until the end of the block."""
        from loader.profile import redshift_from_profile
        from loader.warehouse import Warehouse

        warehouse = Warehouse(redshift_from_profile(Path.cwd(), self.target).connect)
        try:
            yield warehouse
        finally:
            warehouse.close()

    @contextmanager
    def ledger(self) -> Iterator[Session]:
        """Open a session in which the ledger's tables are present."""
        from loader.setup import prepare_ledger

        with self.warehouse() as warehouse:
            prepare_ledger(warehouse.session())
            yield warehouse.session()
