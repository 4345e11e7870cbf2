from __future__ import annotations

from sip_messages import invite, message

from voice_agent.transport.sip.dialog import respond
from voice_agent.transport.sip.message import Request, read, write
from voice_agent.transport.sip.repeating import Repeating


def _request(data: bytes) -> Request:
    one = read(data)
    assert isinstance(one, Request)
    return one


def test_an_answer_is_repeated_until_its_ack() -> None:
    one = _request(invite(CSeq="5 INVITE"))
    ok = respond(one, 200, ("h", 1))
    repeating = Repeating()
    assert not repeating.acknowledged(_request(message("ACK sip:a SIP/2.0", CSeq="5 ACK")))
    repeating.begin(one, ok, 10.0)
    assert (repeating.data, repeating.again_at, repeating.ends_at) == (write(ok), 10.5, 42.0)
    times = []
    for _ in range(5):
        times.append(repeating.again_at)
        repeating.repeated(repeating.again_at)
    assert times == [10.5, 11.5, 13.5, 17.5, 21.5]
    assert not repeating.acknowledged(_request(message("ACK sip:a SIP/2.0", CSeq="4 ACK")))
    assert repeating.acknowledged(_request(message("ACK sip:a SIP/2.0", CSeq="5 ACK")))
    assert repeating.again_at == repeating.ends_at == float("inf")
