"""Accounts at carriers: where their names and secrets usually are, and how requests prove them."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from types import MappingProxyType

from voice_agent.config.access import SecretConfig
from voice_agent.core.errors import ConfigError
from voice_agent.handoff.vonage import token_of

USUAL: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "twilio": ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"),
        "telnyx": ("TELNYX_ACCOUNT_SID", "TELNYX_API_KEY"),
        "plivo": ("PLIVO_AUTH_ID", "PLIVO_AUTH_TOKEN"),
        "vonage": ("VONAGE_APPLICATION_ID", "VONAGE_PRIVATE_KEY"),
    }
)
"""Environment variables of an account's name and secret, by carrier."""


def credentials(
    carrier: str,
    account: SecretConfig | None,
    token: SecretConfig | None,
    key: str,
    environment: Mapping[str, str] = os.environ,
) -> tuple[str, str]:
    """Return the name of an account and its secret.

    Args:
        carrier: A row of ``USUAL``.
        account: Where the name is; by default in its usual variable.
        token: Where the secret is; the same.
        key: Where both are named in the pipeline file, for errors.
        environment: The variables.

    Raises:
        ConfigError: One of them is missing.
    """
    found = []
    for place, variable, name in zip(
        (account, token), USUAL[carrier], ("account", "token"), strict=True
    ):
        place = place or SecretConfig(env=variable)
        secret = place.read(f"{key}.{name}", environment)
        if not secret:
            raise ConfigError(f"{key}: {carrier} needs {place.env}; set it")
        found.append(secret)
    return found[0], found[1]


def authorization(carrier: str, account: str, token: str) -> str:
    """Return the header ``Authorization`` of requests to a carrier's API.

    Raises:
        ActionError: Vonage's private key cannot be used.
    """
    if carrier == "telnyx":
        return f"Bearer {token}"
    if carrier == "vonage":
        return f"Bearer {token_of(account, token)}"
    return f"Basic {base64.b64encode(f'{account}:{token}'.encode()).decode()}"
