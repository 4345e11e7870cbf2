"""``access:`` of a pipeline file: who gets in, and how much each of them may do."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from voice_agent.core.errors import ConfigError
from voice_agent.core.strict import Strict


def _are_networks(given: tuple[str, ...]) -> tuple[str, ...]:
    for one in given:
        try:
            ipaddress.ip_network(one)
        except ValueError:
            raise ValueError(f"'{one}' is no address or network (10.0.0.0/8)") from None
    return given


Networks = Annotated[tuple[str, ...], AfterValidator(_are_networks)]
"""Addresses and networks, as text."""


class SecretConfig(Strict):
    """Where a secret is; never the secret itself. One of the two.

    Attributes:
        env: Name of an environment variable.
        file: A file that holds nothing else, such as a mounted secret.
    """

    env: str | None = None
    file: Path | None = None

    @model_validator(mode="before")
    @classmethod
    def _never_the_secret(cls, given: Any) -> Any:
        if isinstance(given, str):
            raise PydanticCustomError(
                "secret",
                "a secret is not written into this file; write {env: NAME} or {file: PATH}",
            )
        return given

    @model_validator(mode="after")
    def _one_place(self) -> SecretConfig:
        if (self.env is None) == (self.file is None):
            raise ValueError("needs either env: NAME or file: PATH")
        return self

    def read(self, key: str, environment: Mapping[str, str] = os.environ) -> str:
        """Return the secret; empty if its environment variable is not set.

        Args:
            key: Where it was named, for the error.
            environment: The variables.

        Raises:
            ConfigError: The file cannot be read, or holds nothing.
        """
        if self.file is None:
            return environment.get(self.env or "", "").strip()
        try:
            secret = self.file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "not a text"
            raise ConfigError(f"{key}: {self.file}: {why}") from None
        if not secret:
            raise ConfigError(f"{key}: {self.file}: the file is empty")
        return secret


class LimitsConfig(Strict):
    """The allowances of one source: an address (of IPv6 its /64), or the subject of a token.

    Attributes:
        calls: Calls at once, those that are still connecting included.
        attempts_per_minute: Attempts to call; refused ones of pages count too.
        messages_per_s: Messages of all its calls together.
        bytes_per_s: Bytes of all its calls together.
        sources: Sources that are remembered; of more, those not seen for longest are forgotten.
    """

    calls: int = Field(default=4, ge=1)
    attempts_per_minute: float = Field(default=60, ge=1)
    messages_per_s: float = Field(default=1000, gt=0)
    bytes_per_s: float = Field(default=500_000, gt=0)
    sources: int = Field(default=4096, ge=16)


class AccessConfig(Strict):
    """Access to the server: proof that callers need, and limits.

    Attributes:
        secret: Signs the tokens of ``/ws``; 32 characters or more. Callers need a token once it is
            set.
        pages: Bearer token of ``/metrics`` and the other pages.
        signatures: Secret of a carrier's signature, by carrier; by default in its usual variable,
            such as ``TWILIO_AUTH_TOKEN``.
        audience: What tokens are for; two servers with one secret need two audiences.
        once: Whether a token opens one call only.
        public_url: How callers reach this server (``https://HOST``): carriers sign it. By default
            it is taken from the request.
        origins: Web origins (``https://HOST``) whose pages may call where no token is needed; those
            of this server and this machine always may.
        trusted_proxies: Addresses and networks of proxies whose ``X-Forwarded-For`` is believed.
        limits: What one source may do. Programs on this machine have no limit.
    """

    secret: SecretConfig = SecretConfig(env="VOICE_AGENT_SECRET")
    pages: SecretConfig = SecretConfig(env="VOICE_AGENT_PAGES_TOKEN")
    signatures: dict[str, SecretConfig] = Field(default_factory=dict)
    audience: str = Field(default="voice-agent", min_length=1)
    once: bool = True
    public_url: str | None = None
    origins: tuple[str, ...] = ()
    trusted_proxies: Networks = ("127.0.0.1", "::1")
    limits: LimitsConfig = LimitsConfig()

    @field_validator("public_url")
    @classmethod
    def _is_a_url(cls, given: str | None) -> str | None:
        parts = urlsplit(given or "https://host")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
            raise ValueError("must be https://HOST, without a path")
        return given
