from __future__ import annotations

import pytest
from sip_messages import invite, message

from voice_agent.core.errors import ProtocolError
from voice_agent.transport.sip.dialog import (
    Dialog,
    Here,
    answering,
    contact_of,
    established,
    respond,
    where_to,
)
from voice_agent.transport.sip.fields import read_via
from voice_agent.transport.sip.message import Request, Response, read, write

HERE = Here("10.0.0.2", 5060, "100")
PEER = ("10.9.9.9", 40000)


def _request(data: bytes) -> Request:
    one = read(data)
    assert isinstance(one, Request)
    return one


def test_a_dialog_that_was_begun_by_others() -> None:
    one = _request(invite(Record_Route="<sip:p1;lr>, <sip:p2;lr>", CSeq="7 INVITE"))
    dialog = answering(one, HERE, "ours")
    bye = dialog.request("BYE")
    assert bye.uri == "sip:a@10.0.0.9"
    assert bye.headers.all("route") == ["<sip:p1;lr>", "<sip:p2;lr>"]
    assert bye.headers.get("from") == "<sip:c@d>;tag=ours"
    assert bye.headers.get("to") == "<sip:a@b>;tag=f1"
    assert bye.headers.get("cseq") == "1 BYE"
    theirs = _request(message("BYE sip:x SIP/2.0", To="<sip:c@d>;tag=ours", CSeq="8 BYE"))
    assert dialog.takes(theirs)
    assert dialog.in_order(theirs)
    assert not dialog.in_order(theirs)
    assert not dialog.takes(_request(message("BYE sip:x SIP/2.0", To="<sip:c@d>;tag=guess")))
    assert not dialog.takes(_request(message("BYE sip:x SIP/2.0", To="<>")))


def test_an_invite_without_a_contact_begins_nothing() -> None:
    with pytest.raises(ProtocolError, match="Contact"):
        answering(_request(invite(Contact="")), HERE, "t")


def test_a_dialog_of_ours_follows_the_answer() -> None:
    dialog = Dialog(HERE, "c1", "sip:us", "ours", "sip:c@d", "", "sip:c@d")
    first = dialog.request("INVITE")
    extra = [("contact", "<sip:c@9.9.9.9>"), ("record-route", "<sip:p1>, <sip:p2>")]
    ok = respond(first, 200, PEER, tag="theirs", extra=extra)
    established(dialog, ok)
    ack = dialog.request("ACK", number=1)
    assert (ack.uri, dialog.remote_tag) == ("sip:c@9.9.9.9", "theirs")
    assert ack.headers.all("route") == ["<sip:p2>", "<sip:p1>"]
    assert ack.headers.get("cseq") == "1 ACK"
    branches = {read_via(one.headers.get("via")).branch for one in (first, ack)}
    assert len(branches) == 2


def test_responses_tell_where_the_request_came_from() -> None:
    one = _request(
        invite(Via="SIP/2.0/UDP h:1;rport;branch=z9hG4bKa, SIP/2.0/UDP p;branch=z9hG4bKb")
    )
    answer = read(write(respond(one, 180, PEER, tag="t")))
    assert isinstance(answer, Response)
    top, second = (read_via(via) for via in answer.headers.all("via"))
    assert (top.parameters["received"], top.parameters["rport"]) == ("10.9.9.9", "40000")
    assert (top.branch, second.branch) == ("z9hG4bKa", "z9hG4bKb")
    assert answer.headers.get("to") == "<sip:c@d>;tag=t"
    assert ";tag" not in respond(one, 100, PEER, tag="t").headers.get("to")


def test_a_tag_is_added_once() -> None:
    one = _request(invite(To="<sip:c@d;tag=uri>;tag=x"))
    assert respond(one, 200, PEER, tag="t").headers.get("to") == "<sip:c@d;tag=uri>;tag=x"
    other = _request(invite(To="<sip:c@d;tag=uri>"))
    assert respond(other, 200, PEER, tag="t").headers.get("to") == "<sip:c@d;tag=uri>;tag=t"


def test_responses_go_to_the_address_that_asked() -> None:
    assert where_to(_request(invite()), PEER) == PEER
    # A made-up Via does not send our answers to somebody else.
    assert where_to(_request(invite(Via="SIP/2.0/UDP victim:53;received=8.8.8.8")), PEER) == (
        "10.9.9.9",
        53,
    )
    assert where_to(_request(invite(Via="junk")), PEER) == PEER


def test_contacts() -> None:
    assert contact_of(_request(invite(Contact='"x" <sip:y@z>;q=1'))) == "sip:y@z"
    assert contact_of(_request(invite(Contact="<junk"))) == ""
    assert HERE.contact == "sip:100@10.0.0.2:5060"
    assert Here("::1", 5).contact == "sip:[::1]:5"
