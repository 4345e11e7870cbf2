"""The table of carriers, and how one is found by name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from voice_agent.core.errors import ConfigError
from voice_agent.core.plugins import load_named
from voice_agent.transport.base import Carrier

GROUP = "voice_agent.carriers"

CARRIERS: Mapping[str, str] = MappingProxyType(
    {
        "raw": "voice_agent.transport.raw:CARRIER",
        "realtime": "voice_agent.transport.realtime.connection:CARRIER",
        "twilio": "voice_agent.transport.twilio:CARRIER",
        "telnyx": "voice_agent.transport.telnyx:CARRIER",
        "plivo": "voice_agent.transport.plivo:CARRIER",
        "exotel": "voice_agent.transport.exotel:CARRIER",
        "asterisk": "voice_agent.transport.asterisk:CARRIER",
        "audiosocket": "voice_agent.transport.audiosocket:CARRIER",
        "sip": "voice_agent.transport.sip.carrier:CARRIER",
        "vonage": "voice_agent.transport.vonage:CARRIER",
    }
)


def find_carrier(name: str, folder: Path = Path()) -> Carrier:
    """Return the carrier that a name stands for.

    Args:
        name: A row of the table, an entry point, ``package.module:name`` or ``file.py:name``.
        folder: What the path of a file is relative to: the pipeline file's folder.

    Raises:
        ConfigError: It stands for nothing, or for something else.
    """
    found = load_named(name, "carrier", GROUP, folder, built_in=CARRIERS)
    if not isinstance(found, Carrier):
        raise ConfigError(f"carrier '{name}' is a {type(found).__name__}; expected a Carrier")
    return found
