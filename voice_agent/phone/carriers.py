"""A caller's line over any carrier, by its name."""

from __future__ import annotations

from pathlib import Path
from typing import cast
from urllib.parse import urlsplit, urlunsplit

from voice_agent.core.errors import ConfigError
from voice_agent.core.plugins import checked_callable, load_by_path
from voice_agent.phone.codec import PhoneCodec
from voice_agent.phone.line import Line
from voice_agent.transport.base import Carrier
from voice_agent.transport.carriers import find_carrier

CARRIER = "raw"
SERVER = "ws://127.0.0.1:8765"


def phone_codec(carrier: str, rate_hz: int | None = None) -> PhoneCodec:
    """Make the caller's half of a carrier's protocol.

    Args:
        carrier: As in the pipeline file's ``carriers``.
        rate_hz: Rate of the line; the carrier's own when left out.

    Raises:
        ConfigError: No such carrier, or one that nobody can phone from here.
        CallError: A rate the carrier does not have.
    """
    return codec_of(find_carrier(carrier), rate_hz)


def codec_of(carrier: Carrier, rate_hz: int | None = None) -> PhoneCodec:
    """Make the caller's half of a carrier. See ``phone_codec``."""
    make = carrier.phone
    if not make:
        raise ConfigError(
            f"carrier '{carrier.name}' names no 'phone': it cannot be called from here"
        )
    if isinstance(make, str):
        make = checked_callable(load_by_path(make, Path()), make)
    return cast(PhoneCodec, make(rate_hz))


def make_line(
    carrier: str = CARRIER,
    url: str = SERVER,
    *,
    rate_hz: int | None = None,
    noise_dbfs: float | None = -66.0,
    seed: int = 1,
) -> Line:
    """Make a caller's line over a carrier; open it with ``async with`` or ``dial``.

    Args:
        carrier: As in the pipeline file's ``carriers``.
        url: WebSocket URL; the carrier's path is added where it has none.
        rate_hz: Rate of the line; the carrier's own when left out.
        noise_dbfs: Level of the line noise between utterances; ``None`` for silence.
        seed: Seed of the noise.

    Raises:
        ConfigError: No such carrier.
        CallError: A rate the carrier does not have.
    """
    codec = phone_codec(carrier, rate_hz)
    parts = urlsplit(url)
    if parts.path in ("", "/"):
        url = urlunsplit(parts._replace(path=find_carrier(carrier).path))
    return Line(url, codec, noise_dbfs=noise_dbfs, seed=seed)
