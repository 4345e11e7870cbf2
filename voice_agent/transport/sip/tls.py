"""Certificates of SIP over TLS: ours, and those that we believe."""

from __future__ import annotations

import ssl

from voice_agent.config.sip import SipTlsConfig
from voice_agent.core.errors import ConfigError


def client_context(config: SipTlsConfig | None) -> ssl.SSLContext:
    """Return how we connect: the other side's certificate must be good for its name.

    Raises:
        ConfigError: A file cannot be used.
    """
    try:
        context = ssl.create_default_context(cafile=_text(config and config.authorities))
        if config is not None and config.certificate is not None:
            context.load_cert_chain(config.certificate, config.key)
    except (OSError, ssl.SSLError) as error:
        raise _unusable(error) from None
    return context


def server_context(config: SipTlsConfig) -> ssl.SSLContext | None:
    """Return how others connect; ``None`` if we have no certificate.

    Raises:
        ConfigError: A file cannot be used.
    """
    if config.certificate is None:
        return None
    try:
        context = ssl.create_default_context(
            ssl.Purpose.CLIENT_AUTH, cafile=_text(config.authorities)
        )
        context.load_cert_chain(config.certificate, config.key)
    except (OSError, ssl.SSLError) as error:
        raise _unusable(error) from None
    context.verify_mode = ssl.CERT_REQUIRED if config.clients else ssl.CERT_NONE
    return context


def _text(path: object) -> str | None:
    return None if path is None else str(path)


def _unusable(error: Exception) -> ConfigError:
    why = getattr(error, "strerror", None) or getattr(error, "reason", None) or type(error).__name__
    return ConfigError(
        f"sip.tls: a file cannot be used: {why}; expected certificate, key and authorities in PEM"
    )
