from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from dial.test_cadence import quiet, speech
from dial.test_calling import HOST, Callee
from dialling_carrier import Dialling
from exchange import MakeExchange, exchange_in
from sip_lines import recorded
from webserver import web_server

from voice_agent.config.dial import DialConfig
from voice_agent.config.schema import PipelineConfig
from voice_agent.config.sip import SipConfig
from voice_agent.core.errors import ConfigError
from voice_agent.dial import run
from voice_agent.dial.run import Request, check, place, place_over_api, trunk_of
from voice_agent.phone.launch import free_port
from voice_agent.transport.sip.agent import Policy, UserAgent
from voice_agent.transport.sip.dialog import Here
from voice_agent.transport.sip.endpoint import Endpoint

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
NUMBER = "+4930123456"


@pytest.fixture
def exchange(tmp_path: Path) -> MakeExchange:
    return exchange_in(tmp_path)


def _config(tmp_path: Path, **sip: Any) -> PipelineConfig:
    given = {"file": tmp_path / "line.yaml", "playbook": ".", "stages": {}}
    return PipelineConfig.model_validate({**given, "sip": sip or None})


def test_options_are_checked_together(tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text(NUMBER)
    history = tmp_path / "history"
    assert check(Request(number=NUMBER, history=history), NOON) == (NUMBER, "")
    assert check(Request(number=NUMBER, history=history, do_not_call=listed), NOON)[1]
    assert check(Request(number=NUMBER, history=history, zone="Asia/Tokyo"), NOON)[1]
    with pytest.raises(ConfigError, match="--zone"):
        check(Request(number=NUMBER, history=history, zone="Mars"), NOON)


def test_a_trunk_is_needed_with_its_secret(tmp_path: Path) -> None:
    for config in (_config(tmp_path), _config(tmp_path, port=0)):
        with pytest.raises(ConfigError, match=r"need sip.trunk"):
            trunk_of(config)
    trunk = {"uri": "sip:trunk", "caller": "+4930", "user": "u", "password": {"env": "TRUNK"}}
    config = _config(tmp_path, trunk=trunk)
    with pytest.raises(ConfigError, match="TRUNK is not set"):
        trunk_of(config, {})
    _, _, login = trunk_of(config, {"TRUNK": "secret"})
    assert login is not None
    assert login.user == "u"


async def test_whoever_must_not_be_called_is_not_called_by_a_carrier_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dial = {"via": "twilio", "caller": "+15550199", "public_url": "https://agent.example"}
    given = {"file": tmp_path / "line.yaml", "playbook": ".", "stages": {}, "dial": dial}
    config = PipelineConfig.model_validate(given)
    monkeypatch.setattr(run, "load_pipeline", lambda name: config)
    monkeypatch.setattr(run, "make_server", lambda config: pytest.fail("engines are loaded"))
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC1")
    with pytest.raises(ConfigError, match="twilio needs TWILIO_AUTH_TOKEN"):
        await run.dial_number("line", Request(number=NUMBER, history=tmp_path / "history"))
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "secret")
    listed = tmp_path / "list.txt"
    listed.write_text(NUMBER)
    request = Request(number=NUMBER, history=tmp_path / "history", do_not_call=listed)
    outcome = await run.dial_number("line", request)
    assert (outcome.who, outcome.why) == (
        "not_allowed",
        "the number is on the do-not-call list",
    )
    assert not (tmp_path / "history").exists()


@pytest.mark.real
async def test_the_agent_talks_with_the_person_who_picked_up(exchange: MakeExchange) -> None:
    callee = Callee(quiet(300), speech(500), quiet(1800), hangs_up=True)
    agent = UserAgent(Here(HOST, 0), Policy(lambda host: True))
    callee.end = await Endpoint(agent, callee.invited).open(HOST, 0)
    trunk = {"uri": f"sip:{HOST}:{callee.end.port}", "caller": "+49301"}
    sip = SipConfig.model_validate({"trunk": trunk})
    assert sip.trunk is not None
    async with exchange("Hello?", "Hello?", "Hello?", listens=False) as ours:
        outcome = await place(ours.server, NUMBER, (sip, sip.trunk, None), None, 5.0)
        calls = await recorded(ours.database, "reason, carrier, from_number", 1)
    assert callee._task is not None
    await callee._task
    await callee.end.close()
    assert outcome.who == "person"
    assert calls == [("caller_hangup", "sip", NUMBER)]
    assert (np.abs(np.frombuffer(callee.heard, "<i2")) > 1000).any()


@pytest.mark.virtual_time
async def test_the_agent_talks_with_the_person_whom_a_carrier_called(
    exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC1")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "secret")
    carrier = Dialling("twilio", np.concatenate([quiet(300), speech(500), quiet(6000)]))
    async with (
        exchange("Hello?", "Hello?", "Hello?", listens=False) as ours,
        web_server("/{path:.*}", carrier.handle) as url,
    ):
        port = free_port()
        given = {"via": "twilio", "caller": "+15550199", "base_url": url, "port": port}
        config = DialConfig.model_validate({**given, "public_url": f"http://{HOST}:{port}"})
        outcome = await place_over_api(ours.server, NUMBER, config, None, 20.0)
        await carrier.over()
        calls = await recorded(ours.database, "carrier, from_number, to_number", 1)
    assert outcome.who == "person"
    assert calls == [("twilio", NUMBER, "+15550199")]
    assert carrier.lines[0].playback.last_audible_ms is not None
