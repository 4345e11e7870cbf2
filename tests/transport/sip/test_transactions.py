from __future__ import annotations

from typing import Any

import pytest
from sip_messages import invite, message

from voice_agent.transport.sip import transactions
from voice_agent.transport.sip.dialog import respond
from voice_agent.transport.sip.message import Headers, Request, Response, read
from voice_agent.transport.sip.transactions import Answering, Asking, key_of

PEER = ("10.0.0.9", 5060)


def _request(data: bytes) -> Request:
    one = read(data)
    assert isinstance(one, Request)
    return one


INVITE = _request(invite())
OPTIONS = _request(message("OPTIONS sip:a@b SIP/2.0"))


class Wired:
    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.heard: list[int] = []

    def send(self, data: bytes, peer: Any) -> None:
        self.sent.append(data)

    def told(self, response: Response, now: float) -> None:
        self.heard.append(response.status)


def _times(asking: Asking, wired: Wired, until: float) -> list[float]:
    times = []
    while asking.due() < until:
        now, before = asking.due(), len(wired.sent)
        asking.elapsed(now)
        times += [now] * (len(wired.sent) - before)
    return times


def test_an_invite_is_repeated_with_longer_pauses_and_given_up() -> None:
    wired = Wired()
    asking = Asking(wired.send)
    asking.ask(INVITE, PEER, 0.0, wired.told)
    assert _times(asking, wired, 100) == [0.5, 1.5, 3.5, 7.5, 15.5, 31.5]
    assert wired.heard == [408]
    assert len(asking) == 0


def test_other_requests_are_repeated_every_four_seconds() -> None:
    wired = Wired()
    asking = Asking(wired.send)
    asking.ask(OPTIONS, PEER, 0.0, wired.told)
    assert _times(asking, wired, 100)[:6] == [0.5, 1.5, 3.5, 7.5, 11.5, 15.5]
    assert wired.heard == [408]


def test_an_invite_that_rings_is_not_repeated() -> None:
    wired = Wired()
    asking = Asking(wired.send)
    asking.ask(INVITE, PEER, 0.0, wired.told)
    assert asking.response(respond(INVITE, 180, PEER), 0.1)
    assert asking.due() == float("inf")
    assert wired.heard == [180]
    asking.forget(INVITE)
    assert not asking.response(respond(INVITE, 200, PEER), 1.0)


def test_a_refusal_is_acknowledged_each_time_and_told_once() -> None:
    wired = Wired()
    asking = Asking(wired.send)
    asking.ask(INVITE, PEER, 0.0, wired.told)
    refusal = respond(INVITE, 486, PEER, tag="x")
    assert [asking.response(refusal, at) for at in (0.1, 0.6)] == [True, True]
    assert wired.heard == [486]
    acks = [_request(one) for one in wired.sent[1:]]
    assert [one.method for one in acks] == ["ACK", "ACK"]
    assert acks[0].headers.get("via") == INVITE.headers.get("via")
    assert acks[0].headers.get("to").endswith("tag=x")
    asking.elapsed(40.0)
    assert len(asking) == 0


def test_strangers_responses_belong_to_nothing() -> None:
    asking = Asking(Wired().send)
    assert not asking.response(respond(INVITE, 200, PEER), 0.0)
    assert not asking.response(Response(200, "", Headers()), 0.0)


def test_what_comes_twice_is_answered_twice_and_done_once() -> None:
    wired = Wired()
    answering = Answering(wired.send)
    assert not answering.again(OPTIONS)
    answering.remember(OPTIONS, PEER, 0.0)
    assert answering.again(OPTIONS)
    assert wired.sent == []
    answering.respond(OPTIONS, respond(OPTIONS, 200, PEER), PEER, 0.0)
    assert answering.again(OPTIONS)
    assert len(wired.sent) == 2
    answering.elapsed(answering.due())
    assert not answering.again(OPTIONS)


def test_a_refusal_is_repeated_until_it_is_acknowledged() -> None:
    wired = Wired()
    answering = Answering(wired.send)
    answering.remember(INVITE, PEER, 0.0)
    answering.respond(INVITE, respond(INVITE, 486, PEER), PEER, 0.0)
    for at in (0.5, 1.5):
        assert answering.due() == at
        answering.elapsed(at)
    assert len(wired.sent) == 3
    ack = _request(message("ACK sip:100@10.0.0.2 SIP/2.0"))
    assert answering.knows(ack, "INVITE")
    assert [answering.acknowledged(ack), answering.acknowledged(ack)] == [True, False]
    answering.elapsed(40.0)
    assert len(wired.sent) == 3
    assert len(answering) == 0


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transactions, "MAX_REMEMBERED", 5)
    answering = Answering(Wired().send)
    for at in range(50):
        via = f"SIP/2.0/UDP h;branch=z9hG4bK{at}"
        answering.remember(_request(invite(Via=via)), PEER, 0.0)
    assert len(answering) == 5


def test_requests_of_the_old_kind_are_told_apart_by_more() -> None:
    old = [_request(invite(Via="SIP/2.0/UDP h", Call_ID=name)) for name in ("a", "b")]
    assert key_of(old[0]) != key_of(old[1])
