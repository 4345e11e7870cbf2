from __future__ import annotations

from sip_messages import invite

from voice_agent.transport.sip.dialog import respond
from voice_agent.transport.sip.digest import Credentials, Gate
from voice_agent.transport.sip.message import Request, read
from voice_agent.transport.sip.proving import proof

BOB = Credentials("bob", "zanzibar")


def test_challenges_are_answered_in_the_field_that_they_want() -> None:
    one = read(invite())
    assert isinstance(one, Request)
    gate = Gate("r", {"bob": "zanzibar"})
    for status, asks, told in (
        (401, "www-authenticate", "authorization"),
        (407, "proxy-authenticate", "proxy-authorization"),
    ):
        extra = [(asks, "Basic x"), (asks, gate.challenge(0, "h"))]
        asked = respond(one, status, ("h", 1), extra=extra)
        said = proof(one, asked, BOB)
        assert said is not None
        assert said[0] == told
        assert gate.check(said[1], "INVITE", 0.0, "h") == "genuine"
        assert proof(one, asked, None) is None
        assert proof(one, respond(one, status, ("h", 1)), BOB) is None
    assert proof(one, respond(one, 200, ("h", 1)), BOB) is None
