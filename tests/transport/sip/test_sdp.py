from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sip_messages import SDP

from voice_agent.core.errors import ProtocolError
from voice_agent.transport.sip.sdp import Ours, Stream, again, answer, offer, read

OURS = Ours("10.0.0.2", 5004, 7)


def test_what_is_offered_first_is_spoken() -> None:
    made = answer(SDP.encode(), OURS)
    assert made is not None
    body, stream = made
    assert stream == Stream("10.0.0.9", 4000, "PCMA", 8, 101)
    assert read(body) == Stream("10.0.0.2", 5004, "PCMA", 8, 101)
    assert b"m=audio 5004 RTP/AVP 8 101\r\n" in body


def test_only_what_we_speak_is_spoken() -> None:
    made = answer(SDP.encode(), replace(OURS, laws=("PCMU",)))
    assert made is not None
    assert made[1].law == "PCMU"
    assert answer(SDP.replace("8 0 101", "9 18 101").encode(), OURS) is None
    assert answer(SDP.replace("RTP/AVP", "RTP/SAVP").encode(), OURS) is None
    assert answer(SDP.replace("audio 4000", "audio 0").encode(), OURS) is None


def test_types_may_have_other_numbers() -> None:
    body = SDP.replace("8 0 101", "96 97").replace("rtpmap:101", "rtpmap:97")
    made = answer((body + "a=rtpmap:96 pcma/8000/1\r\n").encode(), OURS)
    assert made is not None
    assert (made[1].payload_type, made[1].events_type) == (96, 97)
    assert b"a=rtpmap:96 PCMA/8000\r\na=rtpmap:97 telephone-event/8000" in made[0]
    # A number that was given another meaning has that one.
    assert answer(SDP.replace("8 0 101", "0").encode() + b"a=rtpmap:0 G722/8000\r\n", OURS) is None


def test_every_line_of_media_is_answered() -> None:
    video = "m=video 9 RTP/AVP 31\r\n"
    made = answer((SDP.replace("m=audio", video + "m=audio") + video).encode(), OURS)
    assert made is not None
    assert [line for line in made[0].decode().split("\r\n") if line.startswith("m=")] == [
        "m=video 0 RTP/AVP 31", "m=audio 5004 RTP/AVP 8 101", "m=video 0 RTP/AVP 31",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "sends", "receives", "answered"),
    [
        ("sendrecv", True, True, "sendrecv"),
        ("sendonly", False, True, "recvonly"),
        ("recvonly", True, False, "sendonly"),
        ("inactive", False, False, "inactive"),
    ],
)
def test_hold(said: str, sends: bool, receives: bool, answered: str) -> None:
    made = answer(SDP.replace("sendrecv", said).encode(), OURS)
    assert made is not None
    assert (made[1].sends, made[1].receives) == (sends, receives)
    assert f"a={answered}\r\n".encode() in made[0]


def test_the_old_hold_and_addresses_that_are_none() -> None:
    held = read(SDP.replace("c=IN IP4 10.0.0.9", "c=IN IP4 0.0.0.0").encode())
    assert held is not None
    assert (held.host, held.sends, held.receives) == ("", False, False)
    for host in ("pbx.example", "224.0.0.1"):
        found = read(SDP.replace("c=IN IP4 10.0.0.9", f"c=IN IP4 {host}").encode())
        assert found is not None
        assert (found.host, found.sends) == ("", True)
    own = read((SDP + "c=IN IP6 fd00::7/127\r\n").encode())
    assert own is not None
    assert own.host == "fd00::7"


def test_an_offer_is_read_by_the_other_side() -> None:
    assert read(offer(OURS)) == Stream("10.0.0.2", 5004, "PCMU", 0, 101)
    agreed = Stream("10.0.0.9", 4000, "PCMA", 8, None, sends=False)
    body = again(replace(OURS, host="fd00::1", version=3), agreed)
    assert b"o=- 7 3 IN IP6 fd00::1" in body
    assert read(body) == Stream("fd00::1", 5004, "PCMA", 8, None, True, False)


def test_what_is_no_description() -> None:
    for wrong in (b"", b"x", b"v=1", b"v=0\nm=audio", b"v=0\nm=audio 99999 RTP/AVP 0"):
        with pytest.raises(ProtocolError):
            read(wrong)
    assert read(b"v=0\r\nfoo\r\n") is None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(SDP.split("\r\n")) | st.text(max_size=30), max_size=20))
def test_anything_is_read_or_refused(lines: list[str]) -> None:
    body = "\r\n".join(["v=0", *lines]).encode("utf-8", "replace")
    try:
        made = answer(body, OURS)
    except ProtocolError:
        return
    if made is not None:
        assert read(made[0]) is not None
