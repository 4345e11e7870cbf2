from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice_agent.core.errors import ConfigError
from voice_agent.transport.sip import srtp
from voice_agent.transport.sip.media import MediaPort
from voice_agent.transport.sip.rtp import Packet, write
from voice_agent.transport.sip.sdes import new_key
from voice_agent.transport.sip.sdp import Keys, Stream
from voice_agent.transport.sip.srtp import Cipher, usable

ONE, TWO = new_key(), new_key()


def packet(number: int) -> bytes:
    return write(Packet(0, number, 160 * number, 7, b"\xff" * 160))


def test_without_the_library_nothing_is_encrypted_unless_it_must(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(srtp, "find_spec", lambda name: None)
    monkeypatch.setitem(__import__("sys").modules, "pylibsrtp", None)
    assert (usable("off"), usable("allowed")) == ("off", "off")
    with pytest.raises(ConfigError, match=r"pip install 'voice-agent\[srtp\]'"):
        usable("required")


def test_what_was_sent_comes_out_once_and_nothing_else() -> None:
    pytest.importorskip("pylibsrtp", reason="needs the extra srtp")
    assert usable("allowed") == "allowed"
    here, there = Cipher(Keys(ONE, TWO)), Cipher(Keys(TWO, ONE))
    sent = here.protect(packet(1))
    assert packet(1)[12:] not in sent
    assert there.unprotect(sent) == packet(1)
    assert there.unprotect(sent) is None  # A replay.
    changed = bytearray(here.protect(packet(2)))
    changed[20] ^= 1
    assert there.unprotect(bytes(changed)) is None
    assert there.unprotect(packet(3)) is None
    there.changed(Keys(TWO, new_key()))
    assert there.unprotect(here.protect(packet(4))) is None


@settings(max_examples=50)
@given(st.binary(max_size=1600))
def test_nothing_that_anybody_sends_breaks_it(data: bytes) -> None:
    pytest.importorskip("pylibsrtp", reason="needs the extra srtp")
    assert Cipher(Keys(ONE, TWO)).unprotect(data) is None


@pytest.mark.virtual_time
async def test_a_call_hears_only_what_was_encrypted_for_it() -> None:
    pytest.importorskip("pylibsrtp", reason="needs the extra srtp")
    there, here, liar = MediaPort(), MediaPort(), MediaPort()
    heard: list[bytes] = []
    there.follow(heard.append, lambda: None)
    for port in (here, there, liar):
        await port.open("127.0.0.1")
    there.begin(Stream("127.0.0.1", here.port, "PCMU", 0, keys=Keys(TWO, ONE)), "127.0.0.1")
    liar.begin(Stream("127.0.0.1", there.port, "PCMU", 0), "127.0.0.1")
    await asyncio.sleep(0.2)
    # Who does not know the key does not become the one who is listened to, either.
    assert heard == []
    here.begin(Stream("127.0.0.1", there.port, "PCMU", 0, keys=Keys(ONE, TWO)), "127.0.0.1")
    await asyncio.sleep(0.2)
    assert len(heard) >= 8
    assert all(len(one) == 172 for one in heard)
    for port in (here, there, liar):
        await port.close()
