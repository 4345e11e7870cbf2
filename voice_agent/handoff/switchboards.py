"""Which carrier's API moves a call."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from voice_agent.actions.http import HttpClient
from voice_agent.config.access import SecretConfig
from voice_agent.config.handoff import TransferWay
from voice_agent.core.errors import ActionError, ConfigError
from voice_agent.handoff.transfer import Switchboard
from voice_agent.handoff.twilio import telnyx, twilio
from voice_agent.handoff.vonage import Vonage
from voice_agent.handoff.way import Case

_USUAL: Mapping[str, tuple[str, str]] = {
    "twilio": ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"),
    "telnyx": ("TELNYX_ACCOUNT_SID", "TELNYX_API_KEY"),
    "vonage": ("VONAGE_APPLICATION_ID", "VONAGE_PRIVATE_KEY"),
}
_LANGUAGES = {"en": "en-US", "de": "de-DE", "fr": "fr-FR", "es": "es-ES", "it": "it-IT"}


def switchboard_of(
    config: TransferWay, http: HttpClient, language: str
) -> Callable[[Case], Switchboard]:
    """Return what finds the API of a call's carrier.

    Args:
        config: The way.
        http: Connections that all calls share.
        language: ISO 639-1 code in which the brief is read out.
    """
    spoken = _LANGUAGES.get(language, language)

    def find(case: Case) -> Switchboard:
        carrier = config.via or (case.info.carrier if case.info is not None else "")
        if carrier not in _USUAL:
            known = ", ".join(_USUAL)
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
        if carrier == "vonage":
            return Vonage(http, account, token, **shared)  # type: ignore[arg-type]
        return twilio(http, account, token, **shared)  # type: ignore[arg-type]

    return find


def _credentials(config: TransferWay, carrier: str) -> tuple[str, str]:
    places = zip((config.account, config.token), _USUAL[carrier], ("account", "token"), strict=True)
    found = []
    for place, variable, key in places:
        place = place or SecretConfig(env=variable)
        try:
            secret = place.read(f"handoff.ways.{key}", os.environ)
        except ConfigError as error:
            raise ActionError(str(error)) from None
        if not secret:
            raise ActionError(f"a transfer by {carrier} needs {place.env}; set it")
        found.append(secret)
    return found[0], found[1]
