"""``after_call:`` of a pipeline file: where each call is told of once it is over."""

from __future__ import annotations

from pydantic import Field

from voice_agent.config.access import SecretConfig
from voice_agent.core.strict import Strict
from voice_agent.core.web_url import WebUrl


class AfterCallConfig(Strict):
    """A webhook that gets one signed message for each call.

    Attributes:
        url: Where to; ``${NAME}`` is an environment variable.
        secret: Signs the messages (HMAC-SHA256, as in the Standard Webhooks specification).
        timeout_ms: Deadline of each try.
        spool: Folder in which messages wait until they are delivered, also over a restart; relative
            to the pipeline file.
        keep_h: Hours after which a message that could not be delivered is given up.
        max_waiting: Messages that may wait; of more, the oldest is given up.
    """

    url: WebUrl
    secret: SecretConfig = SecretConfig(env="VOICE_AGENT_AFTER_CALL_SECRET")
    timeout_ms: float = Field(default=5000, gt=0)
    spool: str = "after-call-spool"
    keep_h: float = Field(default=72, gt=0)
    max_waiting: int = Field(default=1000, ge=1)
