"""infra/landing.yml, read as text and deployed on the AWS emulator as it stands."""

from __future__ import annotations

from typing import Any

import pytest
from cfnlint.decode import cfn_yaml  # type: ignore[import-untyped]

from tests.infra.landing import TEMPLATE, landing


@pytest.fixture(scope="session")
def template() -> dict[str, Any]:
    return dict(cfn_yaml.load(str(TEMPLATE)))


@pytest.fixture(scope="session")
def resources(template: dict[str, Any]) -> dict[str, Any]:
    """The template's resources by logical id."""
    return dict(template["Resources"])


@pytest.fixture(scope="session")
def stack(aws: dict[str, str]) -> dict[str, str]:
    """The outputs of a stack with the template's defaults."""
    return landing()
