"""A scripted telephone that has called: what it may do within the call."""

from __future__ import annotations

import pytest
from sip_lines import B, Net
from sip_messages import SDP, invite, message

from voice_agent.transport.sip.happenings import Changed, Over, Pressed, Transferred
from voice_agent.transport.sip.message import Request, Response, read
from voice_agent.transport.sip.states import CallState

THEM = ("10.0.0.9", 5060)


class Script:
    """A telephone that sends what the test says."""

    def __init__(self, body: str = SDP, ack: str = "") -> None:
        self.net = Net()
        self.agent = self.net.agent(*B)
        self.net.on_invited = lambda call: call.accept("10.0.0.2", 4002, self.net.now)
        self.number = 1
        self.ask(invite(body))
        ok = self.answers[-1]
        assert ok.status == 200
        self.to, self.body = ok.headers.get("to"), ok.body
        self.ack(1, ack)
        self.call = next(iter(self.agent.calls.values()), None)

    def ask(self, data: bytes) -> list[Response]:
        self.net.sent.clear()
        self.net.put(data, THEM, B)
        self.net.run(0.1)
        return self.answers

    def ack(self, number: int, body: str = "") -> None:
        kind = {"Content_Type": "application/sdp"} if body else {}
        ack = message("ACK sip:x SIP/2.0", body=body, To=self.to, CSeq=f"{number} ACK", **kind)
        self.ask(ack)

    def request(self, method: str, body: str = "", kind: str = "", **fields: str) -> Response:
        self.number += 1
        via = f"SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKw{self.number};rport"
        fields = {"CSeq": f"{self.number} {method}", "Content_Type": kind, **fields}
        answers = self.ask(
            message(f"{method} sip:x SIP/2.0", body=body, To=self.to, Via=via, **fields)
        )
        return answers[-1]

    @property
    def answers(self) -> list[Response]:
        found = [read(data) for source, _, data in self.net.sent if source == B]
        return [one for one in found if isinstance(one, Response)]

    @property
    def requests(self) -> list[Request]:
        found = [read(data) for source, _, data in self.net.sent if source == B]
        return [one for one in found if isinstance(one, Request)]

    def told(self, kind: type) -> list:
        return [one for _, one in self.net.told if isinstance(one, kind)]


def test_hold_and_back() -> None:
    phone = Script()
    assert phone.call is not None
    for said, answered, sends in (("sendonly", "recvonly", False), ("sendrecv", "sendrecv", True)):
        ok = phone.request("INVITE", SDP.replace("sendrecv", said), "application/sdp")
        assert ok.status == 200
        assert f"a={answered}".encode() in ok.body
        phone.ack(phone.number)
        assert phone.call.stream is not None
        assert phone.call.stream.sends is sends
    assert len(phone.told(Changed)) == 2
    assert len(phone.net.names(B)) == 4
    phone.net.run(60)
    assert phone.call.state is CallState.UP


def test_a_call_on_hold_may_be_changed_and_stays_on_hold() -> None:
    phone = Script()
    assert phone.call is not None
    held = SDP.replace("sendrecv", "sendonly")

    def stays(body: bytes, port: int) -> None:
        assert phone.call is not None
        assert phone.call.stream is not None
        assert b"a=recvonly" in body
        assert (phone.call.stream.sends, phone.call.stream.port) == (False, port)

    for body, port in ((held, 4000), (held, 4000), (held.replace("4000", "4444"), 4444)):
        ok = phone.request("INVITE", body, "application/sdp")
        phone.ack(phone.number)
        stays(ok.body, port)
    ok = phone.request("UPDATE", held.replace("8 0 101", "0 101"), "application/sdp")
    stays(ok.body, 4000)
    assert phone.call.stream is not None
    assert phone.call.stream.law == "PCMU"
    assert phone.request("INVITE", held.replace("8 0 101", "18"), "application/sdp").status == 488
    phone.ack(phone.number)
    # Who asks without an offer may want the call back: ours is of both ways, theirs decides.
    ok = phone.request("INVITE")
    assert b"a=sendrecv" in ok.body
    phone.ack(phone.number, held)
    assert phone.call.stream.sends is False
    ok = phone.request("INVITE", SDP, "application/sdp")
    assert b"a=sendrecv" in ok.body
    assert phone.call.stream.sends is True


def test_a_call_on_hold_may_be_hung_up_and_a_goodbye_may_come_twice() -> None:
    phone = Script()
    phone.request("INVITE", SDP.replace("sendrecv", "sendonly"), "application/sdp")
    phone.ack(phone.number)
    phone.number += 1
    via = "SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKbye;rport"
    bye = message("BYE sip:x SIP/2.0", To=phone.to, Via=via, CSeq=f"{phone.number} BYE")
    assert [phone.ask(bye)[-1].status for _ in range(3)] == [200, 200, 200]
    assert phone.request("BYE").status == 481
    assert len(phone.told(Over)) == 1
    assert not phone.agent.calls


def test_both_may_hang_up_at_once() -> None:
    phone = Script()
    assert phone.call is not None
    phone.call.hang_up(phone.net.now)
    phone.net.pump()
    assert phone.request("BYE").status in (200, 481)
    phone.net.run(40)
    assert len(phone.told(Over)) <= 1
    assert not phone.agent.calls


def test_a_change_that_cannot_be_leaves_the_call_as_it_was() -> None:
    phone = Script()
    assert phone.call is not None
    before = phone.call.stream
    assert phone.request("INVITE", SDP.replace("8 0 101", "18"), "application/sdp").status == 488
    assert phone.request("INVITE", "junk", "application/sdp").status == 400
    assert phone.request("UPDATE", SDP.replace("8 0 101", "18"), "application/sdp").status == 488
    assert phone.request("UPDATE", "junk", "application/sdp").status == 400
    assert phone.call.stream == before
    assert phone.told(Changed) == []


def test_a_second_change_waits_for_the_first() -> None:
    phone = Script()
    assert phone.request("INVITE", SDP, "application/sdp").status == 200
    assert phone.request("INVITE", SDP, "application/sdp").status == 491


def test_a_storm_of_changes_leaves_the_call_and_bounded_memory() -> None:
    phone = Script()
    assert phone.call is not None
    found = [phone.request("INVITE", SDP, "application/sdp").status for _ in range(300)]
    assert found[0] == 200
    assert set(found[1:]) <= {200, 491, 503}
    assert phone.request("BYE").status == 200
    assert phone.call.state is CallState.OVER
    phone.net.run(120)
    assert not phone.agent.calls
    assert phone.request("BYE").status == 481


def test_updates_change_and_refresh() -> None:
    phone = Script()
    ok = phone.request("UPDATE", Supported="timer", Session_Expires="400;refresher=uac")
    assert ok.headers.get("session-expires") == "400;refresher=uac"
    ok = phone.request("UPDATE", SDP.replace("sendrecv", "inactive"), "application/sdp")
    assert b"a=inactive" in ok.body
    assert len(phone.told(Changed)) == 1


def test_an_offer_may_come_late() -> None:
    phone = Script(body="", ack=SDP)
    assert b"m=audio 4002 RTP/AVP 0 8 101" in phone.body
    assert phone.call is not None
    assert phone.call.state is CallState.UP
    assert phone.call.stream is not None
    assert phone.call.stream.law == "PCMA"
    ok = phone.request("INVITE")
    assert b"m=audio" in ok.body
    phone.ack(phone.number, SDP.replace("audio 4000", "audio 4444"))
    assert phone.call.stream.port == 4444


@pytest.mark.parametrize("ack", ["", "junk"])
def test_an_offer_without_an_answer_ends_the_call(ack: str) -> None:
    phone = Script(body="", ack=ack)
    assert phone.call is None
    assert [one.method for one in phone.requests] == ["BYE"]


def test_keys_by_info() -> None:
    phone = Script()
    assert phone.request("INFO", "Signal=7\r\n", "application/dtmf-relay").status == 200
    assert phone.request("INFO", "x", "text/plain").status == 415
    assert phone.request("INFO").status == 200
    assert [one.key for one in phone.told(Pressed)] == ["7"]


def test_what_comes_twice_is_done_once() -> None:
    phone = Script()
    for _ in range(3):
        phone.number = 1
        phone.request("INFO", "Signal=7\r\n", "application/dtmf-relay")
    assert len(phone.told(Pressed)) == 1


def test_old_requests_are_refused() -> None:
    phone = Script()
    phone.request("INFO", CSeq="9 INFO")
    assert phone.request("INFO", CSeq="5 INFO").status == 500


def test_other_requests() -> None:
    phone = Script()
    assert phone.request("OPTIONS").status == 200
    assert phone.request("REFER", Refer_To="<sip:victim@x>").status == 603
    assert phone.request("NOTIFY", Event="refer").status == 481
    assert phone.request("FOO").status == 405
    assert phone.request("BYE").status == 200
    assert not phone.agent.calls
    assert phone.request("BYE").status == 481


@pytest.mark.parametrize(
    ("refer", "fragments", "told"),
    [
        (202, ["SIP/2.0 100 Trying", "SIP/2.0 200 OK"], [200]),
        (202, ["SIP/2.0 486 Busy Here"], [486]),
        (603, [], [603]),
        (202, [""], [0]),
        (202, [], [408]),
    ],
)
def test_a_transfer_and_what_came_of_it(refer: int, fragments: list[str], told: list[int]) -> None:
    phone = Script()
    assert phone.call is not None
    phone.net.sent.clear()
    phone.call.transfer("sip:desk@pbx", phone.net.now)
    phone.net.pump()
    (asked,) = phone.requests
    assert (asked.method, asked.headers.get("refer-to")) == ("REFER", "<sip:desk@pbx>")
    kept = [(name, asked.headers.get(name)) for name in ("via", "from", "to", "call-id", "cseq")]
    lines = [f"SIP/2.0 {refer} X", *(f"{name}: {value}" for name, value in kept), "", ""]
    phone.ask("\r\n".join(lines).encode())
    for fragment in fragments:
        state = "terminated" if fragment == fragments[-1] else "active"
        answer = phone.request(
            "NOTIFY", fragment, "message/sipfrag", Event="refer", Subscription_State=state
        )
        assert answer.status == 200
    phone.net.run(70)
    assert [one.status for one in phone.told(Transferred)] == told


def test_who_hangs_up_during_a_transfer_has_none() -> None:
    phone = Script()
    assert phone.call is not None
    phone.call.transfer("sip:desk@pbx", phone.net.now)
    phone.request("BYE")
    assert [one.status for one in phone.told(Transferred)] == [0]
