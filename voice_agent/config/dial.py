"""``dial:`` of a pipeline file: the carrier by whose API calls of ours are made."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from voice_agent.config.access import SecretConfig
from voice_agent.core.strict import Strict

DialCarrier = Literal["twilio", "telnyx", "plivo", "vonage"]
"""Carriers by whose API calls can be made."""


class DialConfig(Strict):
    """The carrier that makes calls of ours (``voice-agent dial``), and where it brings their sound.

    Attributes:
        via: The carrier.
        caller: Number that those who are called see; one of the account's.
        public_url: How the carrier reaches this program: ``https://HOST``. What begins with
            ``/dial/`` there is to come to ``host:port``.
        host: Address to listen on while a call is made.
        port: Port to listen on; 0 for any that is free.
        base_url: Where the carrier's API is.
        account: The carrier's name of the account (Twilio's and Telnyx's account SID, Plivo's auth
            ID, Vonage's application ID); by default in ``TWILIO_ACCOUNT_SID``,
            ``TELNYX_ACCOUNT_SID``, ``PLIVO_AUTH_ID`` or ``VONAGE_APPLICATION_ID``.
        token: Secret of the API; by default in ``TWILIO_AUTH_TOKEN``, ``TELNYX_API_KEY``,
            ``PLIVO_AUTH_TOKEN`` or ``VONAGE_PRIVATE_KEY``.
        application: Telnyx's TeXML application.
        timeout_ms: Deadline of each request to the API.
        tries: How often a request is sent that the API has no time for (429, 503).
    """

    via: DialCarrier
    caller: str = Field(pattern=r"^\+[0-9]{6,15}$")
    public_url: str
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8766
    base_url: str | None = None
    account: SecretConfig | None = None
    token: SecretConfig | None = None
    application: str = ""
    timeout_ms: float = Field(default=10_000, gt=0)
    tries: int = Field(default=3, ge=1, le=10)

    @field_validator("public_url")
    @classmethod
    def _is_a_url(cls, given: str) -> str:
        parts = urlsplit(given)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
            raise ValueError("must be https://HOST, without a path")
        return given.rstrip("/")

    @model_validator(mode="after")
    def _has_an_application(self) -> DialConfig:
        if self.via == "telnyx" and not self.application:
            raise ValueError("application: a call by Telnyx needs its TeXML application")
        return self
