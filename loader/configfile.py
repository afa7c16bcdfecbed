"""Read loader.yml: YAML whose values remember their lines, with `${NAME}` from the environment.

An error names file, line and setting, and the valid values where there is a choice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError

from loader.config import Settings
from loader.errors import ConfigError

ValuePath = tuple[str | int, ...]

_VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")


def read_settings(file: Path, environment: Mapping[str, str]) -> Settings:
    """Return what the file says. Raises ConfigError with one line for each thing wrong."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{file} cannot be read: {error}",
            next_step="name the file with --config, or run where loader.yml is",
        ) from error
    document = _Document(file, environment)
    data = document.parse(text)
    if document.problems:
        raise _invalid(file, document.problems)
    try:
        return Settings.model_validate(data)
    except ValidationError as error:
        raise _invalid(file, [document.told(problem) for problem in error.errors()]) from error


def _invalid(file: Path, problems: list[str]) -> ConfigError:
    return ConfigError("\n  ".join([f"{file.name} is not valid", *problems]))


class _Document:
    """One file while it is read: the line of each value, and what is wrong with it."""

    def __init__(self, file: Path, environment: Mapping[str, str]) -> None:
        self._file = file
        self._environment = environment
        self._lines: dict[ValuePath, int] = {(): 1}
        self._constructor = yaml.constructor.SafeConstructor()
        self.problems: list[str] = []

    def parse(self, text: str) -> Any:
        try:
            node = yaml.compose(text, Loader=yaml.SafeLoader)
            return None if node is None else self._value(node, ())
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            self._add(line, getattr(error, "problem", None) or "this is not YAML")
            return None

    def told(self, problem: Any) -> str:
        """Return `file:line  setting: what is wrong` for an error of pydantic."""
        path: ValuePath = tuple(part for part in problem["loc"] if part != "[key]")
        nearest = max(n for n in range(len(path) + 1) if path[:n] in self._lines)
        line = self._lines[path[:nearest]]
        message = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden":
            message = f"unknown setting; valid: {', '.join(_settings_beside(path))}"
        elif problem["type"] == "missing":
            message = "is missing"
        elif "expected" in problem.get("ctx", {}):
            message = f"unknown {problem['input']!r}; valid: {problem['ctx']['expected']}"
        elif problem["type"] in ("model_type", "dict_type"):
            message = "settings are expected here, as `name: value` lines"
        setting = ".".join(str(part) for part in path) or "the file"
        return f"{self._file}:{line}  {setting}: {message}"

    def _value(self, node: yaml.Node, path: ValuePath) -> Any:
        self._lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*path, n)) for n, item in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode) and "${" in node.value:
            return self._interpolated(node)
        return self._constructor.construct_object(node)

    def _mapping(self, node: yaml.MappingNode, path: ValuePath) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._add(line, "a name is expected here, not a list or a mapping")
                continue
            name = str(key_node.value)
            if name in values:
                self._add(line, f"{name}: stands here a second time")
            self._lines[*path, name] = line
            values[name] = self._value(value_node, (*path, name))
        return values

    def _interpolated(self, node: yaml.ScalarNode) -> str:
        def variable(match: re.Match[str]) -> str:
            name, default = match[1], match[2]
            value = self._environment.get(name) or default
            if value is None:
                self._add(node.start_mark.line + 1, f"the environment variable {name} is not set")
                return match[0]
            return value

        return _VARIABLE.sub(variable, str(node.value))

    def _add(self, line: int, problem: str) -> None:
        self.problems.append(f"{self._file}:{line}  {problem}")


def _settings_beside(path: ValuePath) -> list[str]:
    """Return the names that are valid where the last part of the path stands."""
    model: type[BaseModel] = Settings
    for part in path[:-1]:
        field = next((f for n, f in model.model_fields.items() if part in (n, f.alias)), None)
        if field is None:  # the name of a feed, below `feeds`
            continue
        found = [t for t in (field.annotation, *get_args(field.annotation)) if isinstance(t, type)]
        model = next((t for t in found if issubclass(t, BaseModel)), model)
    return sorted(field.alias or name for name, field in model.model_fields.items())
