"""Calls by each carrier's API: a carrier on the loopback is asked, and brings the call to us."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest
from dial.test_cadence import quiet, speech
from dial.test_tones import tone
from dialling_carrier import Dialling
from webserver import web_server

from voice_agent.config.dial import DialConfig
from voice_agent.core.errors import ActionError, ConfigError
from voice_agent.dial.calling import Outcome, meet
from voice_agent.dial.over_api import call_over_api
from voice_agent.language.en.picked_up import said_by
from voice_agent.phone.launch import free_port
from voice_agent.transport.base import Connection

pytestmark = pytest.mark.virtual_time
NUMBER, CALLER = "+4930123456", "+15550199"
CARRIERS = ["twilio", "telnyx", "plivo", "vonage"]
MESSAGE = tone(1000, 777)


@pytest.fixture(autouse=True)
def accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TWILIO_ACCOUNT_SID", "TELNYX_ACCOUNT_SID", "PLIVO_AUTH_ID"):
        monkeypatch.setenv(name, "AC1")
    for name in ("TWILIO_AUTH_TOKEN", "TELNYX_API_KEY", "PLIVO_AUTH_TOKEN"):
        monkeypatch.setenv(name, "secret")
    monkeypatch.setenv("VONAGE_APPLICATION_ID", "app-1")
    monkeypatch.setenv("VONAGE_PRIVATE_KEY", "key")
    monkeypatch.setattr("voice_agent.handoff.accounts.token_of", lambda *_: "token")


class Agent:
    """Talks with whoever is a person, and keeps the calls it had."""

    def __init__(self, text: str = "Hello?") -> None:
        self.text = text
        self.talked: list[Connection] = []

    async def met(self, connection: Connection) -> Outcome:
        return await meet(connection, self._recognise, said_by, talk=self._talk, message=MESSAGE)

    async def _recognise(self, sound: np.ndarray) -> str:
        return self.text

    async def _talk(self, connection: Connection) -> None:
        self.talked.append(connection)
        await connection.send_audio(bytes(320))


async def called(carrier: Dialling, agent: Agent | None = None, **config: Any) -> Outcome:
    """Have a carrier call somebody."""
    async with web_server("/{path:.*}", carrier.handle) as url:
        port = free_port()
        given = {
            "via": carrier.carrier,
            "caller": CALLER,
            "public_url": f"http://127.0.0.1:{port}",
            "port": port,
            "base_url": url,
            "application": "app-9",
            **config,
        }
        try:
            return await call_over_api(
                DialConfig.model_validate(given), NUMBER, (agent or Agent()).met, ring_s=20
            )
        finally:
            await carrier.over()


@pytest.mark.parametrize("name", CARRIERS)
async def test_the_agent_talks_with_the_person_who_picked_up(name: str) -> None:
    carrier = Dialling(name, np.concatenate([quiet(300), speech(500), quiet(1500)]))
    agent = Agent()
    outcome = await called(carrier, agent)
    assert (outcome.who, outcome.why) == ("person", "waits for us")
    info = agent.talked[0].info
    assert (info.carrier, bool(info.call_id)) == (name, True)
    assert carrier.lines[0].playback.queue_end_ms > 0


@pytest.mark.parametrize("name", CARRIERS)
async def test_voicemail_gets_the_whole_message_after_the_beep(name: str) -> None:
    greeting = [quiet(300), speech(3000), quiet(300), tone(400, 1000), quiet(3000)]
    carrier, agent = Dialling(name, np.concatenate(greeting)), Agent("please leave a message")
    outcome = await called(carrier, agent)
    assert (outcome.who, outcome.message, agent.talked) == ("voicemail", True, [])
    line = carrier.lines[0]
    spoken_ms = (line.playback.last_audible_ms or 0) - (line.playback.onset_after(0) or 0)
    assert spoken_ms == pytest.approx(1000, abs=60)


@pytest.mark.parametrize("name", CARRIERS)
@pytest.mark.parametrize(
    ("ends", "who"), [("busy", "busy"), ("no-answer", "no_answer"), ("failed", "refused")]
)
async def test_what_the_carrier_says_of_a_call_that_nobody_took(
    name: str, ends: str, who: str
) -> None:
    carrier = Dialling(name, ends=ends)
    assert (await called(carrier)).who == who
    assert len(carrier.requests) == 1  # There is nothing to hang up.


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("twilio", ("POST", "/2010-04-01/Accounts/AC1/Calls/CALL-1.json", {"Status": "completed"})),
        ("telnyx", ("POST", "/v2/texml/Accounts/AC1/Calls/CALL-1", {"Status": "completed"})),
        ("plivo", ("DELETE", "/v1/Account/AC1/Request/CALL-1/", {})),
        ("vonage", ("PUT", "/v1/calls/CALL-1", {"action": "hangup"})),
    ],
)
async def test_a_telephone_that_rings_for_ever_is_hung_up(
    name: str, end: tuple[str, str, dict[str, str]]
) -> None:
    carrier = Dialling(name, ends="never")
    outcome = await called(carrier)
    assert (outcome.who, outcome.why) == ("no_answer", "rang for 20 s")
    method, path, _, body = carrier.requests[-1]
    assert (method, path, body) == end


async def test_a_wrong_password_is_said_and_nobody_was_called() -> None:
    carrier = Dialling("twilio", refusals=[(401, {})])
    with pytest.raises(ConfigError) as raised:
        await called(carrier)
    assert str(raised.value) == (
        "Twilio's API answered with status 401, code 20003: check TWILIO_ACCOUNT_SID and "
        "TWILIO_AUTH_TOKEN"
    )
    login = base64.b64decode(carrier.requests[0][2].removeprefix("Basic ")).decode()
    assert (login, len(carrier.requests)) == ("AC1:secret", 1)


async def test_an_api_that_has_no_time_is_asked_again_when_it_says() -> None:
    carrier = Dialling("telnyx", ends="busy", refusals=[(429, {"Retry-After": "7"}), (503, {})])
    assert (await called(carrier)).who == "busy"
    assert len(carrier.requests) == 3


async def test_an_api_that_never_has_time_is_given_up() -> None:
    carrier = Dialling("plivo", refusals=[(429, {"Retry-After": "999999"})] * 3)
    outcome = await called(carrier)
    assert (outcome.who, outcome.why) == (
        "refused",
        "Plivo's API answered with status 429, code 20003",
    )
    assert len(carrier.requests) == 3


async def test_a_number_that_cannot_be_called_is_refused_at_once() -> None:
    carrier = Dialling("vonage", refusals=[(400, {})])
    assert (await called(carrier)).who == "refused"
    assert len(carrier.requests) == 1


async def test_a_call_whose_answer_was_lost_is_taken_when_it_comes() -> None:
    sound = np.concatenate([quiet(300), speech(500), quiet(1500)])
    carrier, agent = Dialling("twilio", sound, loses=True), Agent()
    # The API is given up before the telephone is picked up.
    outcome = await called(carrier, agent, timeout_ms=200)
    assert (outcome.who, len(carrier.requests)) == ("person", 1)


async def test_an_api_that_is_not_there_is_an_error() -> None:
    carrier = Dialling("twilio")
    with pytest.raises(ActionError, match="Twilio's API cannot be reached"):
        await called(carrier, base_url=f"http://127.0.0.1:{free_port()}")


async def test_a_secret_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLIVO_AUTH_TOKEN")
    with pytest.raises(ConfigError, match="dial: plivo needs PLIVO_AUTH_TOKEN; set it"):
        await called(Dialling("plivo"))
