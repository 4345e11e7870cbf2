"""A call can be moved by its carrier only if the carrier and its credentials are known."""

from __future__ import annotations

import pytest
from handoffs import make_case

from voice_agent.actions.http import HttpClient
from voice_agent.config.handoff import TransferWay
from voice_agent.core.errors import ActionError
from voice_agent.handoff.switchboards import switchboard_of


@pytest.mark.parametrize(
    ("carrier", "config", "why"),
    [
        ("raw", {}, "'raw' cannot transfer calls; known: twilio, telnyx, plivo, vonage"),
        ("twilio", {}, "needs TWILIO_AUTH_TOKEN"),
        ("telnyx", {}, "needs the application"),
        ("raw", {"via": "twilio", "token": {"env": "MY_TOKEN"}}, "needs MY_TOKEN"),
    ],
)
def test_why_a_call_cannot_be_moved(
    monkeypatch: pytest.MonkeyPatch, carrier: str, config: dict[str, object], why: str
) -> None:
    for name in ("TWILIO_ACCOUNT_SID", "TELNYX_ACCOUNT_SID", "TELNYX_API_KEY"):
        monkeypatch.setenv(name, "x")
    monkeypatch.delenv("TWILIO_AUTH_TOKEN", raising=False)
    way = TransferWay.model_validate({"way": "transfer", "to": "+15550100", **config})
    with pytest.raises(ActionError, match=why):
        switchboard_of(way, HttpClient(), "en")(make_case(carrier)[0])
