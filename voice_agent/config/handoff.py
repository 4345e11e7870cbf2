"""``handoff:`` of a pipeline file: the ways to a person, in the order in which they are tried."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from voice_agent.config.access import SecretConfig
from voice_agent.core.environment import fill_in
from voice_agent.core.strict import Strict
from voice_agent.core.web_url import WebUrl

Hold = Literal["music", "tone", "ring", "silence"]
"""Sounds for a caller who waits."""
Switch = Literal["twilio", "telnyx", "plivo", "vonage"]
"""Carriers by whose API a call can be transferred."""


class WebhookWay(Strict):
    """A URL that gets the brief as JSON by POST, and has the call transferred.

    Attributes:
        way: ``webhook``.
        url: Where to; ``${NAME}`` is an environment variable. A status below 400 accepts the call,
            unless the answer names another ``outcome`` than ``accepted``: ``declined``, ``busy``,
            ``no_answer`` or ``failed``.
        timeout_ms: Deadline of each try.
        tries: How often the brief is sent until somebody answers.
    """

    way: Literal["webhook"]
    url: WebUrl
    timeout_ms: float = Field(default=3000, gt=0)
    tries: int = Field(default=3, ge=1, le=10)


class QueueWay(Strict):
    """The page ``/agents``, on which people take calls in their browsers.

    Attributes:
        way: ``queue``.
        wait_s: How long a call waits for somebody.
        empty_s: How long it waits while nobody has the page open.
    """

    way: Literal["queue"]
    wait_s: float = Field(default=120, gt=0)
    empty_s: float = Field(default=5, ge=0)


class TransferWay(Strict):
    """A telephone number that the call's carrier rings; the caller is moved once it is answered.

    Attributes:
        way: ``transfer``.
        to: The number, ``+15550100``; ``${NAME}`` is an environment variable.
        caller_id: Number that the person sees; by default the one that the caller has called.
        via: The carrier whose API is used; by default that of the call.
        ring_s: How long it rings.
        brief_s: Deadline for the brief, once it has been answered.
        tries: How often it is rung while it is busy or does not answer.
        warm: Whether the person hears the brief before the caller is put through. Over SIP, a
            second call does that; without it, the caller's side is asked to call (REFER).
        base_url: Where the carrier's API is.
        account: The carrier's name of the account (Twilio's and Telnyx's account SID, Plivo's auth
            ID, Vonage's application ID); by default in ``TWILIO_ACCOUNT_SID``,
            ``TELNYX_ACCOUNT_SID``, ``PLIVO_AUTH_ID`` or ``VONAGE_APPLICATION_ID``.
        token: Secret of the API; by default in ``TWILIO_AUTH_TOKEN``, ``TELNYX_API_KEY``,
            ``PLIVO_AUTH_TOKEN`` or ``VONAGE_PRIVATE_KEY``.
        application: Telnyx's TeXML application, with which the number is rung.
        timeout_ms: Deadline of each request to the API.
    """

    way: Literal["transfer"]
    to: str
    caller_id: str | None = None
    via: Switch | None = None
    ring_s: float = Field(default=25, ge=5, le=600)
    brief_s: float = Field(default=45, gt=0)
    tries: int = Field(default=1, ge=1, le=10)
    warm: bool = True
    base_url: str | None = None
    account: SecretConfig | None = None
    token: SecretConfig | None = None
    application: str | None = None
    timeout_ms: float = Field(default=5000, gt=0)


WayConfig = Annotated[WebhookWay | QueueWay | TransferWay, Field(discriminator="way")]


class HandoffConfig(Strict):
    """Where a call goes that needs a person. Without any way, the agent just ends the call.

    Attributes:
        ways: The ways to a person; the next one is tried where one leads to nobody.
        webhook: Short for a first way ``{way: webhook, url: ...}``.
        timeout_ms: Its deadline of each try.
        tries: Its tries.
        hold: What the caller hears while a person is looked for: ``music``, a soft ``tone`` every
            few seconds, a telephone that rings (``ring``), or ``silence``.
        remind_s: How often the caller hears ``says.handoff_waiting`` meanwhile; 0 for never.
    """

    ways: tuple[WayConfig, ...] = ()
    webhook: WebUrl | None = None
    timeout_ms: float = Field(default=3000, gt=0)
    tries: int = Field(default=3, ge=1, le=10)
    hold: Hold = "music"
    remind_s: float = Field(default=30, ge=0)

    @model_validator(mode="before")
    @classmethod
    def _list_of_ways(cls, given: Any) -> Any:
        return {"ways": given} if isinstance(given, list) else given

    @property
    def all_ways(self) -> tuple[WebhookWay | QueueWay | TransferWay, ...]:
        """The ways in their order, with the short form among them."""
        if self.webhook is None:
            return self.ways
        first = WebhookWay(
            way="webhook", url=self.webhook, timeout_ms=self.timeout_ms, tries=self.tries
        )
        return (first, *self.ways)

    def filled(self) -> HandoffConfig:
        """Return the same with environment variables filled in.

        Raises:
            ConfigError: One is not set.
        """
        given = self.model_dump(mode="json", exclude_unset=True)
        return HandoffConfig.model_validate(fill_in(given, "handoff"))
