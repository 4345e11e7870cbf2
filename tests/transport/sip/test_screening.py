from __future__ import annotations

import pytest
from sip_messages import invite, message

from voice_agent.transport.sip.message import Request, read
from voice_agent.transport.sip.screening import screen


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (invite(), 0),
        (invite(body=""), 0),
        (message("INVITE tel:+4930 SIP/2.0"), 0),
        (message("INVITE nobodyKnowsThisScheme:x SIP/2.0"), 416),
        (message("INVITE sip: SIP/2.0"), 400),
        (invite(Require="timer"), 0),
        (invite(Require="nothingSupportsThis, 100rel"), 420),
        (invite(Content_Type="application/unknownformat"), 415),
        (invite(Content_Encoding="gzip"), 415),
        (invite(Accept="text/nobodyKnowsThis"), 406),
        (invite(Accept="application/*"), 0),
        (invite(Session_Expires="30", Supported="timer"), 422),
    ],
)
def test_what_cannot_be_taken_is_said(data: bytes, status: int) -> None:
    one = read(data)
    assert isinstance(one, Request)
    found = screen(one, known=False, full=False)
    assert (found[0] if found else 0) == status


def test_a_call_that_is_here_or_has_no_place() -> None:
    one = read(invite(Require="a"))
    assert isinstance(one, Request)
    found = screen(one, known=True, full=True)
    assert found is not None
    assert list(found[1]) == [("unsupported", "a")]
    plain = read(invite())
    assert isinstance(plain, Request)
    for known, status in ((True, 482), (False, 503)):
        said = screen(plain, known=known, full=True)
        assert said is not None
        assert said[0] == status
