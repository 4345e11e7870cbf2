from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sip_messages import SDP

from voice_agent.transport.sip.sdes import KEY_BYTES, crypto, new_key, read_crypto
from voice_agent.transport.sip.sdp import Keys, Ours, answer, offer, read

KEY = base64.b64encode(bytes(range(30))).decode()
ALLOWED = Ours("10.0.0.2", 5004, 7, srtp="allowed", key=new_key())
SECURE = SDP.replace("RTP/AVP", "RTP/SAVP") + f"a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:{KEY}\r\n"


def test_keys_are_written_and_read() -> None:
    key = new_key()
    assert len(base64.b64decode(key)) == KEY_BYTES
    assert key != new_key()
    assert read_crypto(crypto("7", key).removeprefix("a=")) == ("7", key)
    assert read_crypto(f"crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{KEY}|2^20") == ("1", KEY)


@pytest.mark.parametrize(
    "value",
    [
        f"crypto:1 AES_CM_128_HMAC_SHA1_32 inline:{KEY}",
        f"crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{KEY[:-4]}",
        f"crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{KEY}|2^20|1:4",
        f"crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{KEY} UNENCRYPTED_SRTP",
        "crypto:x y z",
    ],
)
def test_what_we_do_not_speak_is_no_key(value: str) -> None:
    assert read_crypto(value) is None


@given(st.text(max_size=120))
def test_nothing_that_anybody_writes_breaks_it(text: str) -> None:
    assert read_crypto(f"crypto:{text}") is None or "inline:" in text


def test_an_offer_of_encrypted_audio_is_answered_with_our_key() -> None:
    made = answer(SECURE.encode(), ALLOWED)
    assert made is not None
    body, stream = made
    assert stream.keys == Keys(ALLOWED.key, KEY, "3")
    assert b"m=audio 5004 RTP/SAVP 8 101\r\n" in body
    assert f"a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:{ALLOWED.key}\r\n".encode() in body
    assert KEY not in repr(stream)
    assert ALLOWED.key not in repr(ALLOWED)


def test_plain_and_encrypted_audio_are_taken_as_the_configuration_says() -> None:
    off, required = (
        Ours("10.0.0.2", 5004, 7, srtp=one, key=ALLOWED.key) for one in ("off", "required")
    )
    assert answer(SECURE.encode(), off) is None
    assert answer(SDP.encode(), required) is None
    assert answer(SDP.encode(), ALLOWED) is not None
    assert answer(SECURE.encode(), required) is not None
    without_key = SECURE.rpartition("a=crypto")[0]
    assert answer(without_key.encode(), required) is None


def test_our_offer_is_encrypted_where_that_is_required() -> None:
    required = Ours("10.0.0.2", 5004, 7, srtp="required", key=KEY)
    theirs = answer(offer(required), ALLOWED)
    assert theirs is not None
    agreed = read(theirs[0], required)
    assert agreed is not None
    assert agreed.keys == Keys(KEY, ALLOWED.key, "1")
    assert b"RTP/AVP" in offer(ALLOWED)
