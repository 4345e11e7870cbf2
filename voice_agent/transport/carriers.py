"""The table of carriers, and how one is found by name."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from importlib.metadata import entry_points
from types import MappingProxyType

from voice_agent.core.errors import ConfigError
from voice_agent.transport.base import Carrier

GROUP = "voice_agent.carriers"

CARRIERS: Mapping[str, str] = MappingProxyType(
    {
        "raw": "voice_agent.transport.raw:CARRIER",
        "twilio": "voice_agent.transport.twilio:CARRIER",
    }
)


def find_carrier(name: str) -> Carrier:
    """Find a carrier: a name of the table, of an entry point, or ``package.module:CARRIER``.

    Raises:
        ConfigError: There is none, or it is not a carrier.
    """
    installed = {entry.name: entry.value for entry in entry_points(group=GROUP)}
    known = {**installed, **CARRIERS}
    target = name if ":" in name else known.get(name, "")
    if not target:
        raise ConfigError(
            f"unknown carrier '{name}'; known: {', '.join(sorted(known))}; "
            "or package.module:CARRIER"
        )
    found = load_object(target)
    if not isinstance(found, Carrier):
        raise ConfigError(f"carrier '{name}': {target} is no Carrier")
    return found


def load_object(target: str) -> object:
    """Import what ``package.module:name`` names.

    Raises:
        ConfigError: It cannot be imported.
    """
    module, _, attribute = target.partition(":")
    try:
        found: object = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, ValueError) as error:
        raise ConfigError(f"cannot import {target}: {error}") from None
    return found
