"""Accounts at carriers: where their names and secrets usually are, and how requests prove them."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Mapping
from types import MappingProxyType

import jwt

from voice_agent.actions.http import HttpClient
from voice_agent.config.access import SecretConfig
from voice_agent.core.clock import epoch
from voice_agent.core.errors import ActionError, ConfigError
from voice_agent.handoff.rest import Rest

USUAL: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "twilio": ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"),
        "telnyx": ("TELNYX_ACCOUNT_SID", "TELNYX_API_KEY"),
        "plivo": ("PLIVO_AUTH_ID", "PLIVO_AUTH_TOKEN"),
        "vonage": ("VONAGE_APPLICATION_ID", "VONAGE_PRIVATE_KEY"),
    }
)
"""Environment variables of an account's name and secret, by carrier."""
_APIS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "twilio": ("Twilio", "https://api.twilio.com"),
        "telnyx": ("Telnyx", "https://api.telnyx.com"),
        "plivo": ("Plivo", "https://api.plivo.com"),
        "vonage": ("Vonage", "https://api.nexmo.com"),
    }
)
"""Name of a carrier, and where its API is."""
TOKEN_S = 300


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


def rest_of(
    carrier: str, http: HttpClient, login: tuple[str, str], base_url: str | None, timeout_ms: float
) -> Rest:
    """Return an account at a carrier's API.

    Args:
        carrier: A row of ``USUAL``.
        http: Connections that all calls share.
        login: Name of the account, and its secret.
        base_url: Where the API is, if not where it usually is.
        timeout_ms: Deadline of each request.

    Raises:
        ActionError: Vonage's private key cannot be used.
    """
    name, url = _APIS[carrier]
    return Rest(
        http,
        base_url or url,
        timeout_ms=timeout_ms,
        headers={"Authorization": authorization(carrier, *login)},
        of=name,
    )


def token_of(application: str, key: str) -> str:
    """Return a token of an application. RS256 needs the package cryptography.

    Raises:
        ActionError: The key cannot be used.
    """
    now = int(epoch())
    claims = {
        "application_id": application,
        "iat": now,
        "exp": now + TOKEN_S,
        "jti": secrets.token_hex(16),
    }
    try:
        return jwt.encode(claims, key, algorithm="RS256")
    except (ValueError, TypeError, NotImplementedError, jwt.PyJWTError):
        raise ActionError("Vonage's private key cannot be used; expected RSA in PEM") from None
