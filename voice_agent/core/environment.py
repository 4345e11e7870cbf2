"""Secrets stay in the environment: ``${NAME}`` in a file becomes a variable's value."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

from voice_agent.core.errors import ConfigError

_VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")


def has_variable(value: object) -> bool:
    """Return whether a text names an environment variable."""
    return isinstance(value, str) and bool(_VARIABLE.search(value))


def fill_in(value: Any, key: str, environment: Mapping[str, str] = os.environ) -> Any:
    """Return ``value`` with every ``${NAME}`` and ``${NAME:-default}`` in its texts replaced.

    Args:
        value: Text, list or mapping; anything else is returned as it is.
        key: Where it was written, for the error.
        environment: The variables.

    Raises:
        ConfigError: A variable without a default is not set; names it and the key.
    """
    if isinstance(value, Mapping):
        return {name: fill_in(item, f"{key}.{name}", environment) for name, item in value.items()}
    if isinstance(value, list):
        return [fill_in(item, key, environment) for item in value]
    if not isinstance(value, str):
        return value

    def known(match: re.Match[str]) -> str:
        name, default = match.groups()
        found = environment.get(name) or default
        if found is None:
            raise ConfigError(f"{key}: the environment variable {name} is not set; set it")
        return found

    return _VARIABLE.sub(known, value)
