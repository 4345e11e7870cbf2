from __future__ import annotations

import numpy as np

from voice_agent.audio import g711 as mulaw


def test_codes_the_values_of_g711() -> None:
    samples = np.array([0, -1, 8, 1000, -1000, 32767, -32768], dtype=np.int16)
    assert mulaw.encode(samples) == bytes([0xFF, 0x7F, 0xFE, 0xCE, 0x4E, 0x80, 0x00])


def test_decodes_the_values_of_g711() -> None:
    decoded = mulaw.decode(bytes([0x00, 0x80, 0xFF, 0x7F, 0xCE, 0x4E]))
    assert decoded.tolist() == [-32124, 32124, 0, 0, 988, -988]


def test_every_code_but_negative_zero_survives_a_round_trip() -> None:
    codes = bytes(code for code in range(256) if code != 0x7F)
    assert mulaw.encode(mulaw.decode(codes)) == codes


def test_a_round_trip_is_off_by_half_a_step_at_most() -> None:
    samples = np.arange(-32000, 32000, 7, dtype=np.int16)
    error = np.abs(mulaw.decode(mulaw.encode(samples)).astype(int) - samples)
    assert np.all(error <= np.maximum(4, np.abs(samples.astype(int)) / 16))
