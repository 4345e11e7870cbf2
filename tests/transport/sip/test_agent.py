"""Who gets in and what is answered, datagram by datagram."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sip_lines import A, B, Net, called, lossy, pair
from sip_messages import ILL, SDP, WELL, invite, message

from voice_agent.transport.sip import agent as agents
from voice_agent.transport.sip.agent import Policy, UserAgent
from voice_agent.transport.sip.call import SipCall
from voice_agent.transport.sip.digest import Credentials, Gate
from voice_agent.transport.sip.message import write
from voice_agent.transport.sip.states import CallState

THEM = ("10.0.0.9", 5060)
BOB = Credentials("bob", "zanzibar")


def _asked(data: bytes, policy: Policy | None = None) -> tuple[UserAgent, list[str]]:
    """Send one datagram; return the agent and the first lines of what it answers."""
    net = Net()
    agent = net.agent(*B, **({"policy": policy} if policy else {}))
    net.put(data, THEM, B)
    net.run(0.1)
    return agent, net.lines()[1:]


def _gated(both: bool = False) -> Policy:
    return Policy(lambda host: host == "10.0.0.1", Gate("r", {"bob": "zanzibar"}), both)


def test_a_call_and_its_end() -> None:
    net, caller, callee = pair()
    call = called(net, caller)
    assert call.state is CallState.UP
    assert net.names(A) == ["Up"]
    assert net.names(B) == ["Invited", "Up"]
    call.hang_up(net.now)
    net.run()
    assert net.lines()[-2:] == ["BYE sip:100@10.0.0.2:5060 SIP/2.0", "SIP/2.0 200 OK"]
    assert not caller.calls
    assert not callee.calls


@pytest.mark.parametrize("seed", range(25))
def test_a_fifth_of_all_packets_may_be_lost(seed: int) -> None:
    net, caller, callee = pair(policy=_gated(both=True))
    net.loses = lossy(0.2, seed)
    call = called(net, caller, credentials=BOB)
    net.run(31)
    assert net.names(A).count("Up") == net.names(B).count("Up") == 1
    call.hang_up(net.now)
    net.run(70)
    assert not callee.calls
    assert net.names(B).count("Invited") == net.names(B).count("Over") == 1
    assert caller.due() == callee.due() == float("inf")


def test_strangers_get_no_answer_at_all() -> None:
    for data in (
        invite(),
        message("OPTIONS sip:a SIP/2.0"),
        ILL["badvers"][0],
        b"x",
        WELL["wsinv"],
    ):
        agent, answers = _asked(data, Policy(lambda host: False))
        assert answers == []
        assert not agent.calls


def test_a_password_lets_in_and_nothing_else() -> None:
    net, caller, callee = pair(policy=Policy(lambda host: False, Gate("r", {"bob": "zanzibar"})))
    assert called(net, caller, credentials=BOB).state is CallState.UP
    wrong = called(net, caller, credentials=Credentials("bob", "guess"))
    none = called(net, caller)
    assert wrong.state is none.state is CallState.OVER
    assert net.names(B).count("Invited") == 1
    # Nothing of those who were not let in is remembered.
    assert len(callee.answering) == 1


def test_both_may_be_needed() -> None:
    net, caller, _ = pair(policy=_gated(both=True))
    assert called(net, caller).state is CallState.OVER
    assert called(net, caller, credentials=BOB).state is CallState.UP
    assert _asked(invite(), _gated(both=True))[1] == []
    assert _asked(invite(), _gated())[1] == ["SIP/2.0 401 Unauthorized"]


def test_what_was_overheard_is_of_no_use() -> None:
    net, caller, _ = pair(policy=Policy(lambda host: False, Gate("r", {"bob": "zanzibar"})))
    called(net, caller, credentials=BOB)
    proven = next(data for _, _, data in net.sent if b"\r\nAuthorization:" in data)
    again = re.sub(rb"branch=\w+", b"branch=z9hG4bKnew", proven)
    again = re.sub(rb"Call-ID: \w+", b"Call-ID: other", again)
    for source in (A, THEM):
        net.put(again, source, B)
        net.run(0.1)
        assert net.lines()[-1] == "SIP/2.0 401 Unauthorized"
    assert net.names(B).count("Invited") == 1


def test_too_many_attempts_get_no_answer() -> None:
    told: list[str] = []
    policy = Policy(lambda host: True, attempts=lambda host: False,
                    refused=lambda reason, host: told.append(reason))  # fmt: skip
    assert _asked(invite(), policy)[1] == []
    assert told == ["too_many_attempts"]


@pytest.mark.parametrize("name", ILL)
def test_malformed_messages_get_400_or_silence(name: str) -> None:
    data, status = ILL[name]
    agent, answers = _asked(data)
    assert [int(one.split()[1]) for one in answers] == ([status] if status else [])
    assert not agent.calls


@pytest.mark.parametrize(
    ("name", "status"),
    [("intmeth", 501), ("esc02", 501), ("lwsdisp", 200), ("semiuri", 200), ("zeromf", 200),
     ("dblreq", 405), ("unreason", None), ("inv2543", 100), ("longreq", 100), ("baddate", 100)],
)  # fmt: skip
def test_unusual_messages_get_their_answer(name: str, status: int | None) -> None:
    _, answers = _asked(WELL[name])
    assert [int(one.split()[1]) for one in answers] == ([status] if status else [])


def test_requests_for_no_call() -> None:
    for method in ("BYE", "INFO", "NOTIFY", "UPDATE", "CANCEL"):
        assert _asked(message(f"{method} sip:a SIP/2.0"))[1] == [
            "SIP/2.0 481 Call/Transaction Does Not Exist"
        ]
    assert _asked(message("BYE sip:a SIP/2.0", To="<sip:c@d>;tag=guess"))[1][0].startswith(
        "SIP/2.0 481"
    )
    assert _asked(message("REGISTER sip:a SIP/2.0"))[1] == ["SIP/2.0 405 Method Not Allowed"]
    assert _asked(message("OPTIONS sip:a SIP/2.0"))[1] == ["SIP/2.0 200 OK"]
    assert _asked(message("ACK sip:a SIP/2.0"))[1] == []
    assert _asked(b"\r\n\r\n")[1] == []
    assert _asked(invite(Via="junk"))[1] == ["SIP/2.0 400 Bad Request"]
    assert _asked(invite(Contact=""))[1] == ["SIP/2.0 400 Bad Request"]
    assert _asked(invite(Require="x"))[1] == ["SIP/2.0 420 Bad Extension"]


def test_others_cannot_end_a_call() -> None:
    net, caller, callee = pair()
    call = called(net, caller)
    bye = call.dialog.request("BYE")
    net.put(write(bye), THEM, B)
    net.run()
    assert net.lines()[-1].startswith("SIP/2.0 481")
    assert len(callee.calls) == 1


def test_a_call_is_taken_back() -> None:
    net, caller, callee = pair()
    ringing: list[SipCall] = []
    net.on_invited = ringing.append
    call = called(net, caller)
    ringing[0].ring(net.now)
    net.run()
    assert net.names(A) == ["Progress"]
    call.hang_up(net.now)
    net.run()
    assert "SIP/2.0 487 Request Terminated" in net.lines()
    assert net.names(B) == ["Invited", "Over"]
    assert (net.names(A), call.state) == (["Progress", "Over"], CallState.OVER)
    net.run(40)
    assert caller.due() == callee.due() == float("inf")


def test_only_the_caller_can_take_back() -> None:
    net, caller, callee = pair()
    net.on_invited = lambda call: None
    called(net, caller)
    sent = next(data for _, _, data in net.sent if data.startswith(b"INVITE"))
    cancel = re.sub(rb"CSeq: 1 INVITE", b"CSeq: 1 CANCEL", b"CANCEL" + sent[6:])
    net.put(cancel, THEM, B)
    net.run()
    assert net.lines()[-1].startswith("SIP/2.0 481")
    assert len(callee.calls) == 1


def test_those_who_only_ask_do_not_fill_the_house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agents, "MAX_UNANSWERED", 3)
    net, caller, callee = pair()
    net.on_invited = lambda call: None
    for _ in range(5):
        called(net, caller)
    assert len(callee.calls) == 3
    assert net.lines().count("SIP/2.0 503 Service Unavailable") == 2
    callee.closed = True
    callee.calls.clear()
    called(net, caller)
    assert net.lines()[-2] == "SIP/2.0 503 Service Unavailable"


def test_an_answer_that_nobody_acknowledges_is_no_call() -> None:
    net, caller, _ = pair()
    net.loses = lambda data: data.startswith(b"ACK")
    called(net, caller)
    net.run(31)
    assert "Up" not in net.names(B)
    net.run(10)
    assert net.names(B) == ["Invited", "Over"]
    assert net.names(A) == ["Up", "Over"]


_CHANGES = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=4)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_call_survives_whatever_else_comes(data: st.DataObject) -> None:
    net, caller, callee = pair()
    call = called(net, caller)
    sent = [one for _, _, one in net.sent] + [invite(), SDP.encode()]
    for _ in range(5):
        one = bytearray(data.draw(st.sampled_from(sent)))
        for at, byte in data.draw(_CHANGES):
            one[at % len(one)] = byte
        net.put(bytes(one), data.draw(st.sampled_from([THEM, ("10.0.0.1", 9)])), B)
        net.run(0.1)
    if call.id in callee.calls:
        call.hang_up(net.now)
        net.run(1)
    assert call.id not in callee.calls


def test_whom_we_called_may_speak_in_that_call_although_strangers_may_not() -> None:
    net, caller, callee = pair()
    caller.policy = Policy(lambda host: False)
    call = called(net, caller)
    assert call.state is CallState.UP
    net.put(write(call.dialog.request("BYE")), THEM, A)
    net.run()
    assert caller.calls, "a stranger cannot end it"
    next(iter(callee.calls.values())).hang_up(net.now)
    net.run()
    assert not caller.calls
    net.put(message("OPTIONS sip:a SIP/2.0"), B, A)
    net.run()
    assert net.lines()[-1].startswith("OPTIONS"), "outside of a call it is a stranger"


def test_what_the_other_side_knows_is_remembered() -> None:
    net, caller, callee = pair()
    call = called(net, caller)
    assert call.supports("timer")
    assert not call.supports("replaces")
    (theirs,) = callee.calls.values()
    assert theirs.supports("timer")
    assert not theirs.supports("replaces")
