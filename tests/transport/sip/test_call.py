"""Calls of two user agents: what is agreed on, changed, transferred, refreshed, and how it ends."""

from __future__ import annotations

import pytest
from sip_lines import A, B, Net, called, pair

from voice_agent.transport.sip.call import SipCall
from voice_agent.transport.sip.happenings import Over, Transferred
from voice_agent.transport.sip.sdp import Stream
from voice_agent.transport.sip.states import CallState


def _up(**fields: object) -> tuple[Net, SipCall, SipCall]:
    net, caller, callee = pair(**fields)
    call = called(net, caller)
    return net, call, callee.calls[call.id]


def test_both_sides_agree() -> None:
    _, one, other = _up(laws=("PCMA",))
    assert one.stream == Stream("10.0.0.2", 4002, "PCMA", 8, 101)
    assert other.stream == Stream("10.0.0.1", 4000, "PCMA", 8, 101)


def test_nothing_in_common_is_no_call() -> None:
    net, caller, _ = pair(laws=("PCMA",))
    caller.laws = ("PCMU",)
    call = called(net, caller)
    assert call.state is CallState.OVER
    assert "SIP/2.0 488 Not Acceptable Here" in net.lines()


@pytest.mark.parametrize("status", [486, 503, 603])
def test_a_refusal_is_told(status: int) -> None:
    net, caller, _ = pair()
    net.on_invited = lambda call: call.refuse(status, net.now, [("retry-after", "9")])
    called(net, caller)
    (over,) = [one for who, one in net.told if who == A]
    assert isinstance(over, Over)
    assert (over.why, over.status) == ("no_answer", status)


def test_nobody_there_is_told_after_half_a_minute() -> None:
    net, caller, _ = pair()
    del net.agents[B]
    call = called(net, caller)
    net.run(35)
    (over,) = [one for _, one in net.told]
    assert isinstance(over, Over)
    assert (over.status, call.state) == (408, CallState.OVER)


def test_who_hangs_up_before_anybody_answers_says_goodbye_to_a_late_answer() -> None:
    net, caller, callee = pair()
    net.on_invited = lambda call: None
    call = called(net, caller)
    answered = next(iter(callee.calls.values()))
    # The answer and the withdrawal cross.
    answered.accept("10.0.0.2", 4002, net.now)
    call.hang_up(net.now)
    net.run(5)
    assert any(line.startswith("BYE") for line in net.lines())
    assert not caller.calls
    assert not callee.calls


def test_we_hang_up_only_after_the_ack() -> None:
    net, caller, callee = pair()

    def take(call: SipCall) -> None:
        call.accept("10.0.0.2", 4002, net.now)
        call.hang_up(net.now)

    net.on_invited = take
    called(net, caller)
    lines = [line.split()[0] for line in net.lines() if not line.startswith("SIP")]
    assert lines == ["INVITE", "ACK", "BYE"]
    assert not callee.calls


def test_a_session_is_refreshed_by_the_side_that_is_to() -> None:
    net, call, other = _up(timer_s=200)
    assert call.timer is not None
    assert other.timer is not None
    assert (call.timer.ours, other.timer.ours) == (True, False)
    net.run(1000)
    assert call.state is other.state is CallState.UP
    assert sum(line.startswith("UPDATE") for line in net.lines()) == 10


def test_a_session_is_refreshed_by_an_invite_where_updates_are_unknown() -> None:
    net, call, other = _up(timer_s=200)
    call._updates = False
    net.run(450)
    assert call.state is other.state is CallState.UP
    assert sum(line.startswith("INVITE") for line in net.lines()) == 5
    assert "Changed" not in net.names()


@pytest.mark.parametrize("gone", [A, B])
def test_a_side_that_has_vanished_ends_the_call(gone: tuple[str, int]) -> None:
    net, call, other = _up(timer_s=200)
    left = other if gone == A else call
    del net.agents[gone]
    net.run(300)
    assert left.state is CallState.OVER
    assert net.now == pytest.approx(300.5)


def test_too_short_an_interval_is_asked_for_again() -> None:
    net, caller, _ = pair()
    caller.line.timer_s = 30
    call = called(net, caller)
    assert call.state is CallState.UP
    assert "SIP/2.0 422 Session Interval Too Small" in net.lines()


def test_a_transfer_without_a_call_is_nothing() -> None:
    net, caller, _ = pair()
    net.on_invited = lambda call: None
    call = called(net, caller)
    call.transfer("sip:x@y", net.now)
    net.run()
    told = [one for _, one in net.told if isinstance(one, Transferred)]
    assert [one.status for one in told] == [0]


def test_we_transfer_nobody_for_others() -> None:
    net, call, other = _up()
    call.transfer("sip:victim@y", net.now)
    net.run()
    told = [one for _, one in net.told if isinstance(one, Transferred)]
    assert [one.status for one in told] == [603]
    assert other.state is CallState.UP
