from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice_agent.core.errors import ProtocolError
from voice_agent.transport.sip.fields import (
    Address,
    Uri,
    host_port,
    read_address,
    read_credentials,
    read_parameters,
    read_uri,
    read_via,
    written,
)


def test_uris() -> None:
    assert read_uri("sip:alice@example.com") == Uri("alice", "example.com")
    assert read_uri("SIPS:a:secret@[::1]:5061;lr?x=y") == Uri("a", "::1", 5061, secure=True)
    assert read_uri("sip:10.0.0.1") == Uri("", "10.0.0.1")
    for wrong in ("tel:1", "sip:", "sip:a@b:99999", "sip:a b@c", "sip:a@b@c", ""):
        with pytest.raises(ProtocolError):
            read_uri(wrong)


def test_addresses() -> None:
    assert read_address('"A, \\"B\\"" <sip:a@b;lr>;tag=x').name == 'A, "B"'
    assert read_address("<sip:a@b>;tag=x;y").parameters == {"tag": "x", "y": ""}
    # Without brackets, parameters belong to the field.
    assert read_address("sip:a@b;tag=x") == Address("sip:a@b", "", {"tag": "x"})
    assert read_address("caller<sip:a@b>;TAG=x").tag == "x"
    for wrong in ("", "<>", "<sip:a", '"a" sip:b', "a b", "sip:a@b;=x", "<sip:a@b> tag"):
        with pytest.raises(ProtocolError):
            read_address(wrong)


def test_vias() -> None:
    via = read_via("SIP / 2.0 / udp  [::1] : 99 ;branch= z9 ; rport")
    assert (via.transport, via.host, via.port, via.branch) == ("UDP", "[::1]", 99, "z9")
    assert via.parameters["rport"] == ""
    assert read_via("SIP/2.0/UDP h").port == 5060
    for wrong in ("", "SIP/3.0/UDP h", "SIP/2.0/UDP ", "SIP/2.0/UDP h:99999", "SIP/2.0/UDP h ; ;"):
        with pytest.raises(ProtocolError):
            read_via(wrong)


def test_credentials() -> None:
    scheme, said = read_credentials('Digest realm="a, b", nc=00000001,qop=auth')
    assert (scheme, said) == ("digest", {"realm": "a, b", "nc": "00000001", "qop": "auth"})
    with pytest.raises(ProtocolError):
        read_credentials("Digest nonsense")


def test_writing() -> None:
    assert written("sip:a@b", "t") == "<sip:a@b>;tag=t"
    assert written("sip:a@b") == "<sip:a@b>"
    assert (host_port("::1", 5), host_port("h", 5)) == ("[::1]:5", "h:5")


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80))
def test_anything_is_read_or_refused(text: str) -> None:
    for reads in (read_uri, read_address, read_via, read_parameters, read_credentials):
        with contextlib.suppress(ProtocolError):
            reads(text)
