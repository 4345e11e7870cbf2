"""The secrets of a server, read once at its start, and whether it may be reached from outside."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from voice_agent.config.access import AccessConfig
from voice_agent.core.errors import ConfigError
from voice_agent.transport.signatures import SCHEMES

MIN_SECRET = 32
"""RFC 7518, 3.2: a key of HS256 is at least as long as its hash."""
MIN_PAGES = 16


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets; empty where there is none.

    Attributes:
        secret: Signs tokens.
        pages: Opens the pages.
        signatures: Of each carrier that signs.
    """

    secret: str = field(default="", repr=False)
    pages: str = field(default="", repr=False)
    signatures: Mapping[str, str] = field(default_factory=dict, repr=False)


def read_keys(access: AccessConfig, environment: Mapping[str, str] = os.environ) -> Keys:
    """Read the secrets that the pipeline file names, or the usual variables.

    Raises:
        ConfigError: One is named and not there, or is too short.
    """
    signatures: dict[str, str] = {}
    for name in access.signatures:
        if name not in SCHEMES:
            known = ", ".join(SCHEMES)
            raise ConfigError(f"access.signatures.{name}: unknown signature; known: {known}")
    for name, scheme in SCHEMES.items():
        place = access.signatures.get(name)
        if place is None:
            secret = environment.get(scheme.variable, "").strip()
        else:
            key = f"access.signatures.{name}"
            secret = place.read(key, environment)
            if not secret:
                raise ConfigError(f"{key}: the environment variable {place.env} is not set; set it")
        if secret:
            scheme.prepare()
            signatures[name] = secret
    return Keys(
        secret=_read(access, "secret", MIN_SECRET, environment),
        pages=_read(access, "pages", MIN_PAGES, environment),
        signatures=signatures,
    )


def check_public(host: str, keys: Keys, access: AccessConfig, signed: Iterable[str]) -> None:
    """Refuse to be reached from outside by everybody.

    Args:
        host: Where the server is to listen.
        keys: Its secrets.
        access: Where they may come from.
        signed: The signatures of its carriers.

    Raises:
        ConfigError: Nothing is known about who may call; says what to set.
    """
    if keys.secret or any(name in keys.signatures for name in signed):
        return
    ways = [f"{_place(access)} to {MIN_SECRET} or more random characters (tokens)"]
    ways += [f"{SCHEMES[name].variable} ({name} signs)" for name in signed if name in SCHEMES]
    raise ConfigError(
        f"refusing to listen on {host} without authentication: set {' or '.join(ways)}, "
        "stay on 127.0.0.1, or pass --insecure"
    )


def _place(access: AccessConfig) -> str:
    return access.secret.env or str(access.secret.file)


def _read(access: AccessConfig, name: str, at_least: int, environment: Mapping[str, str]) -> str:
    place = getattr(access, name)
    secret: str = place.read(f"access.{name}", environment)
    if not secret and name in access.model_fields_set:
        raise ConfigError(f"access.{name}: the environment variable {place.env} is not set; set it")
    if secret and len(secret) < at_least:
        where = place.env or place.file
        raise ConfigError(
            f"access.{name}: {where} has {len(secret)} characters; needs {at_least} or more "
            "random ones"
        )
    return secret
