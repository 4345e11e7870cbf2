from __future__ import annotations

import numpy as np

from voice_agent.audio import alaw


def test_codes_the_values_of_g711() -> None:
    samples = np.array([0, -1, 16, 1000, -1000, 32767, -32768], dtype=np.int16)
    assert alaw.encode(samples) == bytes([0xD5, 0x55, 0xD4, 0xFA, 0x7A, 0xAA, 0x2A])


def test_decodes_the_values_of_g711() -> None:
    decoded = alaw.decode(bytes([0xD5, 0x55, 0xD4, 0xFA, 0x7A, 0xAA, 0x2A]))
    assert decoded.tolist() == [8, -8, 24, 1008, -1008, 32256, -32256]


def test_every_code_survives_a_round_trip() -> None:
    codes = bytes(range(256))
    assert alaw.encode(alaw.decode(codes)) == codes


def test_a_round_trip_is_off_by_half_a_step_at_most() -> None:
    samples = np.arange(-32000, 32000, 7, dtype=np.int16)
    error = np.abs(alaw.decode(alaw.encode(samples)).astype(int) - samples)
    assert np.all(error <= np.maximum(8, np.abs(samples.astype(int)) / 16))
