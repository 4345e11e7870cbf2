from __future__ import annotations

import numpy as np
import pytest

from voice_agent.core.errors import ProtocolError
from voice_agent.transport.encoding import encoding_of

TONE = (8000 * np.sin(np.arange(160) * 0.3)).astype("<i2").tobytes()


@pytest.mark.parametrize(
    "name", ["PCMU", "audio/x-mulaw", "PCMA", "audio/x-alaw", "L16", "audio/x-raw", "raw/any"]
)
def test_a_tone_survives_both_ways(name: str) -> None:
    encoding = encoding_of(name, 8000)
    back = np.frombuffer(encoding.decode(encoding.encode(TONE)), "<i2").astype(int)
    assert np.abs(back - np.frombuffer(TONE, "<i2")).max() < 300


def test_linear_samples_have_either_order_of_bytes() -> None:
    assert encoding_of("L16", "16000").decode(b"\x01\x02") == b"\x01\x02"
    big = encoding_of("l16", 16000, order="big")
    assert big.decode(b"\x01\x02") == b"\x02\x01"
    assert big.encode(b"\x02\x01") == b"\x01\x02"


def test_half_a_sample_is_left_out() -> None:
    assert encoding_of("L16", 16000).decode(b"\x01\x02\x03") == b"\x01\x02"
    assert encoding_of("L16", 16000).decode(b"\x03") == b""


@pytest.mark.parametrize(
    ("name", "rate"), [("opus", 8000), (None, 8000), ("PCMU", 7999), ("PCMU", "x"), ("PCMU", None)]
)
def test_others_are_one_clear_error(name: object, rate: object) -> None:
    with pytest.raises(ProtocolError, match="must be"):
        encoding_of(name, rate)
