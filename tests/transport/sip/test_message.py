"""Messages of SIP, those of RFC 4475 among them, and whatever else comes."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sip_messages import ILL, WELL, message

from voice_agent.core.errors import ProtocolError
from voice_agent.transport.sip.message import (
    MAX_BYTES,
    MAX_HEADERS,
    Headers,
    Malformed,
    Request,
    Response,
    cseq,
    is_keep_alive,
    quotes_close,
    read,
    split_list,
    write,
)


@pytest.mark.parametrize("name", WELL)
def test_what_is_unusual_is_read_and_written_again(name: str) -> None:
    one = read(WELL[name])
    again = read(write(one))
    kept = [[field for field in m.headers if field[0] != "content-length"] for m in (one, again)]
    assert kept[0] == kept[1]
    assert (type(again), again.body) == (type(one), one.body)


@pytest.mark.parametrize("name", ILL)
def test_what_is_wrong_is_refused_or_not_answered(name: str) -> None:
    data, status = ILL[name]
    with pytest.raises(Malformed) as caught:
        read(data)
    error = caught.value
    assert (error.status if error.request else None) == status


def test_a_request_has_its_parts() -> None:
    one = read(message("INVITE sip:a@b SIP/2.0", body="v=0\r\n"))
    assert isinstance(one, Request)
    assert (one.method, one.uri, one.body) == ("INVITE", "sip:a@b", b"v=0\r\n")
    assert one.headers.get("call-id") == "c1"
    assert cseq(one.headers) == (1, "INVITE")


def test_a_response_needs_no_reason() -> None:
    one = read(message("SIP/2.0 200 "))
    assert isinstance(one, Response)
    assert (one.status, one.reason) == (200, "")
    assert isinstance(read(message("SIP/2.0 200")), Response)
    with pytest.raises(Malformed) as caught:
        read(message("SIP/2.0 200 OK", body="x", length="9"))
    assert caught.value.request is None


def test_lists_are_taken_apart_outside_quotes_and_brackets() -> None:
    assert list(split_list('"a,b" <sip:c,d@e>, f\\,g')) == ['"a,b" <sip:c,d@e>', "f\\", "g"]
    assert list(split_list('"a\\",b"')) == ['"a\\",b"']
    headers = Headers((("via", "a, b"), ("via", "c"), ("supported", "Timer, 100rel;x")))
    assert headers.all("via") == ["a", "b", "c"]
    assert headers.tokens("supported") == {"timer", "100rel"}


def test_quotes_close() -> None:
    assert quotes_close('"a\\"" <b>')
    assert not quotes_close('"a')


def test_too_much_is_refused() -> None:
    with pytest.raises(Malformed):
        read(bytes(MAX_BYTES + 1))
    many = "".join(f"X-{at}: y\r\n" for at in range(MAX_HEADERS))
    with pytest.raises(Malformed, match="too many"):
        read(message("OPTIONS sip:a SIP/2.0", more=many))


def test_keep_alives_are_no_messages() -> None:
    assert is_keep_alive(b"\r\n\r\n")
    assert is_keep_alive(b"\0\0")
    assert not is_keep_alive(b"x")


def test_a_number_is_needed() -> None:
    for wrong in ("", "x INVITE", f"{2**31} INVITE", "1"):
        with pytest.raises(ProtocolError):
            cseq(Headers((("cseq", wrong),)))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=600))
def test_anything_is_read_or_malformed(data: bytes) -> None:
    _read(data)


_PIECES = st.sampled_from(
    [
        *(b"INVITE sip:a@b SIP/2.0", b"SIP/2.0 200 OK", b"\r\n", b"\n", b"\r\n\r\n", b"Via: "),
        *(b"SIP/2.0/UDP h;branch=z9hG4bK1", b"To: <sip:a>;tag=1", b'f: "', b"Call-ID: c"),
        *(b"Content-Length: 5", b"l: -1", b"Max-Forwards: 0", b"\x00", b"\xff", b",", b" ", b"v:"),
        *(b"CSeq: 1 INVITE", b"Contact: <sip:x>"),
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_PIECES, max_size=40))
def test_pieces_of_messages_are_read_or_malformed(pieces: list[bytes]) -> None:
    _read(b"".join(pieces))


def _read(data: bytes) -> None:
    with contextlib.suppress(Malformed):
        write(read(data))
