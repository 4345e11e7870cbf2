"""A transfer over the REST API of Twilio, and of Telnyx: what is sent, and what is made of it."""

from __future__ import annotations

import base64
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from carrier_api import Api
from handoffs import make_case
from webserver import web_server

from voice_agent.actions.http import HttpClient
from voice_agent.config.handoff import TransferWay
from voice_agent.core.events import HandoffOutcome
from voice_agent.handoff.switchboards import switchboard_of
from voice_agent.handoff.transfer import Transfer
from voice_agent.handoff.twilio import brief_document, join_document

pytestmark = pytest.mark.virtual_time


@pytest.fixture(autouse=True)
def accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TWILIO_ACCOUNT_SID", "TELNYX_ACCOUNT_SID"):
        monkeypatch.setenv(name, "AC1")
    for name in ("TWILIO_AUTH_TOKEN", "TELNYX_API_KEY"):
        monkeypatch.setenv(name, "secret")


async def transferred(api: Api, carrier: str = "twilio", **config: Any) -> HandoffOutcome:
    http = HttpClient()
    case, _ = make_case(carrier)
    async with web_server("/{path:.*}", api.handle) as url:
        way = TransferWay(way="transfer", to="+15550100", base_url=url, **config)
        outcome = await Transfer(way, switchboard_of(way, http, "en")).reach(case)
    await http.aclose()
    return outcome


async def test_the_person_is_rung_told_and_joined_by_a_conference() -> None:
    api = Api(["queued", "ringing", "in-progress"], in_room_after=2)
    assert await transferred(api, ring_s=18) == "accepted"
    (rung, form), (moved, join) = api.posts()
    assert rung == "/2010-04-01/Accounts/AC1/Calls.json"
    assert (form["To"], form["From"], form["Timeout"]) == ("+15550100", "+15550199", "18")
    assert form["Twiml"] == brief_document("A call for the bank.", "call-c1", "en-US")
    assert moved == "/2010-04-01/Accounts/AC1/Calls/CA1.json"
    assert join["Twiml"] == join_document("call-c1")
    basic = "Basic " + base64.b64encode(b"AC1:secret").decode()
    assert {authorization for *_, authorization in api.requests} == {basic}


async def test_telnyx_is_asked_in_its_own_words() -> None:
    api = Api(["in-progress"])
    assert await transferred(api, "telnyx", application="app-1") == "accepted"
    (rung, form), (moved, join) = api.posts()
    assert rung == "/v2/texml/Accounts/AC1/Calls"
    assert (form["ApplicationSid"], "Texml" in form) == ("app-1", True)
    assert (moved, list(join)) == ("/v2/texml/Accounts/AC1/Calls/CA1", ["Texml"])
    assert api.requests[0][3] == "Bearer secret"


@pytest.mark.parametrize(
    ("state", "outcome"),
    [("busy", "busy"), ("no-answer", "no_answer"), ("failed", "failed"), ("completed", "declined")],
)
async def test_what_the_api_says_of_the_leg(state: str, outcome: str) -> None:
    api = Api(["ringing", state])
    assert await transferred(api) == outcome
    assert api.posts()[-1] == ("/2010-04-01/Accounts/AC1/Calls/CA2.json", {"Status": "completed"})


async def test_a_machine_is_no_person() -> None:
    assert await transferred(Api(["in-progress"], answered_by="machine_start")) == "no_answer"


def test_documents_are_xml_whatever_the_brief_says() -> None:
    document = brief_document('Fish & "Chips" <now>', "call-1", "en-US")
    tree = ElementTree.fromstring(document)
    assert [child.tag for child in tree] == ["Say", "Dial"]
    assert tree[0].text == 'Fish & "Chips" <now>'
    assert re.search(">call-1</Conference>", join_document("call-1"))
    assert "<Say" not in brief_document("", "call-1", "en-US")
