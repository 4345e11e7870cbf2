"""Which carrier's API moves a call."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from voice_agent.actions.http import HttpClient
from voice_agent.config.handoff import Switch, TransferWay
from voice_agent.core.errors import ActionError, ConfigError
from voice_agent.handoff.accounts import credentials
from voice_agent.handoff.plivo import Plivo
from voice_agent.handoff.transfer import Switchboard
from voice_agent.handoff.twilio import telnyx, twilio
from voice_agent.handoff.vonage import Vonage
from voice_agent.handoff.way import Case

_KNOWN = get_args(Switch)
_LANGUAGES = {"en": "en-US", "de": "de-DE", "fr": "fr-FR", "es": "es-ES", "it": "it-IT"}


def switchboard_of(
    config: TransferWay, http: HttpClient, language: str, public_url: str | None = None
) -> Callable[[Case], Switchboard]:
    """Return what finds the API of a call's carrier.

    Args:
        config: The way.
        http: Connections that all calls share.
        language: ISO 639-1 code in which the brief is read out.
        public_url: How carriers reach this server; Plivo asks it.
    """
    spoken = _LANGUAGES.get(language, language)

    def find(case: Case) -> Switchboard:
        carrier = config.via or (case.info.carrier if case.info is not None else "")
        if carrier not in _KNOWN:
            known = ", ".join(_KNOWN)
            raise ActionError(f"'{carrier}' cannot transfer calls; known: {known}. Set via")
        account, token = _credentials(config, carrier)
        shared = {
            "base_url": config.base_url,
            "timeout_ms": config.timeout_ms,
            "language": spoken,
            "ring_s": config.ring_s,
        }
        if carrier == "telnyx":
            if not config.application:
                raise ActionError("a transfer by Telnyx needs the application of the way")
            return telnyx(http, account, token, config.application, **shared)  # type: ignore[arg-type]
        if carrier == "plivo":
            if not public_url:
                raise ActionError("a transfer by Plivo needs access.public_url: Plivo asks there")
            return Plivo(http, account, token, public_url, **shared)  # type: ignore[arg-type]
        if carrier == "vonage":
            return Vonage(http, account, token, **shared)  # type: ignore[arg-type]
        return twilio(http, account, token, **shared)  # type: ignore[arg-type]

    return find


def _credentials(config: TransferWay, carrier: str) -> tuple[str, str]:
    try:
        return credentials(carrier, config.account, config.token, "handoff.ways")
    except ConfigError as error:
        raise ActionError(str(error)) from None
