from __future__ import annotations

import contextlib
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sip_messages import message

from voice_agent.core.errors import ProtocolError
from voice_agent.transport.sip.framing import MAX_HEAD, PING, Framer

ONE = message("OPTIONS sip:a SIP/2.0", length="0")
TWO = message("MESSAGE sip:a SIP/2.0", body="Hello\r\n\r\nthere")


def taken(*parts: bytes) -> list[bytes]:
    framer = Framer()
    return [one for part in parts for one in framer.push(part)]


def test_messages_and_signs_of_life_are_told_apart() -> None:
    assert taken(ONE + TWO + PING + b"\r\n" + ONE) == [ONE, TWO, PING, ONE]
    assert taken(PING + PING) == [PING, PING]
    assert taken(b"\r\n", b"\r\n") == [PING]
    assert taken(b"\r\n", ONE, b"\r\n") == [ONE]


@settings(max_examples=40)
@given(st.lists(st.integers(0, len(ONE + TWO + PING)), max_size=6))
def test_it_does_not_matter_how_the_bytes_are_cut(cuts: list[int]) -> None:
    whole = ONE + TWO + PING
    places = [0, *sorted(cuts), len(whole)]
    parts = [whole[a:b] for a, b in pairwise(places)]
    assert taken(*parts) == [ONE, TWO, PING]


def test_the_short_name_of_a_length_counts_too() -> None:
    short = TWO.replace(b"Content-Length", b"l")
    assert taken(short + ONE) == [short, ONE]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (message("OPTIONS sip:a SIP/2.0"), "needs a Content-Length"),
        (message("OPTIONS sip:a SIP/2.0", length="-1"), "needs a Content-Length"),
        (message("OPTIONS sip:a SIP/2.0", length="99999999"), "64 KiB"),
        (b"A" * (MAX_HEAD + 1), "no end"),
    ],
)
def test_where_a_message_ends_must_be_known(data: bytes, why: str) -> None:
    with pytest.raises(ProtocolError, match=why):
        taken(data)


@settings(max_examples=200)
@given(st.lists(st.binary(max_size=200), max_size=20))
def test_nothing_that_anybody_sends_breaks_it(parts: list[bytes]) -> None:
    with contextlib.suppress(ProtocolError):
        taken(*parts, b"\r\n\r\n")
