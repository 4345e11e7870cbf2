"""A transfer over Plivo's API: who is asked what, by whom, and what is made of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi import Request
from handoffs import Told, make_case
from plivo_api import PlivoApi
from webserver import web_server

from voice_agent.actions.http import HttpClient
from voice_agent.config.handoff import HandoffConfig, TransferWay
from voice_agent.core.errors import ActionError
from voice_agent.core.events import HandoffOutcome
from voice_agent.handoff.rooms import PATH
from voice_agent.handoff.switchboards import switchboard_of
from voice_agent.handoff.transfer import Transfer
from voice_agent.server.rooms import room_of

pytestmark = pytest.mark.virtual_time
OURS = "https://agent.example"


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLIVO_AUTH_ID", "MA1")
    monkeypatch.setenv("PLIVO_AUTH_TOKEN", "secret")


def way(url: str, **config: Any) -> TransferWay:
    return TransferWay(way="transfer", to="+15550100", base_url=url, **config)


async def asked(url: str) -> str:
    """Ask our server for a document, as Plivo does."""
    parts = urlsplit(url)
    assert (f"{parts.scheme}://{parts.netloc}", parts.path) == (OURS, PATH)
    scope = {"type": "http", "method": "POST", "headers": []}
    request = Request(scope | {"path": parts.path, "query_string": parts.query.encode()})
    answer = await room_of(HandoffConfig(ways=(way(""),)))(request)
    assert answer.status_code == 200
    return bytes(answer.body).decode()


async def transferred(api: PlivoApi, **config: Any) -> tuple[HandoffOutcome, Told]:
    http = HttpClient()
    case, told = make_case("plivo", "caller")
    async with web_server("/{path:.*}", api.handle) as url:
        transfer = Transfer(way(url, **config), switchboard_of(way(url), http, "en", OURS))
        try:
            return await transfer.reach(case), told
        finally:
            await http.aclose()


async def test_plivo_rings_and_tells_the_person_and_is_told_the_conference() -> None:
    api = PlivoApi(asked, ["gone", "ringing", "in-progress"])
    outcome, told = await transferred(api)
    assert outcome == "accepted"
    method, path, body, authorization = api.requests[0]
    assert (method, path) == ("POST", "/v1/Account/MA1/Call/")
    assert (body["to"], body["from"], body["ring_timeout"]) == ("15550100", "15550199", 25)
    assert authorization == "Basic TUExOnNlY3JldA=="
    assert api.said == [("leg", "A call for the bank.")]
    assert api.rooms == {"call-c1": ["leg", "caller"]}
    assert (told.connecting, told.leaving) == (1, [True])


async def test_nothing_is_said_where_the_transfer_is_cold() -> None:
    api = PlivoApi(asked)
    assert (await transferred(api, warm=False))[0] == "accepted"
    assert (api.said, api.rooms) == ([], {"call-c1": ["leg", "caller"]})


@pytest.mark.parametrize(
    ("states", "cause", "outcome"),
    [
        (["ringing", "gone"], "Busy Line", "busy"),
        (["ringing", "gone"], "No Answer", "no_answer"),
        (["ringing", "gone"], "Ring Timeout Reached", "no_answer"),
        (["ringing", "gone"], "Rejected", "declined"),
        (["ringing", "gone"], "Invalid Destination Address", "failed"),
        (["in-progress", "gone"], "Machine Detected", "no_answer"),
        (["in-progress", "gone"], "Normal Hangup", "declined"),
        (["in-progress", "gone"], "", "declined"),
        (["gone"], "", "no_answer"),
    ],
)
async def test_what_became_of_the_leg(
    states: list[str], cause: str, outcome: HandoffOutcome
) -> None:
    api = PlivoApi(asked, states, cause)
    found, told = await transferred(api)
    assert (found, told.connecting) == (outcome, 0)
    assert "caller" not in api.rooms.get("call-c1", [])
    assert api.requests[-1][0] == "DELETE", "what may still ring is hung up"


async def test_a_caller_who_cannot_be_moved_stays_and_the_person_is_hung_up() -> None:
    api = PlivoApi(asked, refuses=404)
    with pytest.raises(ActionError, match="status 404"):
        await transferred(api)
    assert api.requests[-1][:2] == ("DELETE", "/v1/Account/MA1/Call/leg/")


def test_plivo_must_know_where_to_ask() -> None:
    with pytest.raises(ActionError, match=r"needs access\.public_url"):
        switchboard_of(way(""), HttpClient(), "en")(make_case("plivo")[0])
