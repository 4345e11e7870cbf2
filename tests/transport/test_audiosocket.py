from __future__ import annotations

import numpy as np
import pytest
from carrier_calls import info, received, sent, sound

from voice_agent.core.errors import ProtocolError
from voice_agent.phone.audiosocket import AudioSocketPhone
from voice_agent.transport.audiosocket import CARRIER
from voice_agent.transport.audiosocket_frames import DTMF, ERROR, HANGUP, RATES_HZ, UUID, pack
from voice_agent.transport.base import Audio, Hangup, Key, Problem


@pytest.mark.parametrize("rate_hz", list(RATES_HZ.values())[:7])
async def test_every_rate_is_heard_and_spoken(rate_hz: int) -> None:
    phone = AudioSocketPhone(rate_hz)
    found = await info(CARRIER, *phone.opening())
    assert (found.rate_hz, found.call_id) == (rate_hz, str(phone.call_id))
    second = phone.audio(np.zeros(rate_hz // 2, np.int16))
    heard = await received(CARRIER, phone.opening(), second)
    assert len(sound(heard)) == pytest.approx(16000, abs=300)
    assert await sent(CARRIER, phone) == [phone.audio(np.zeros(160, np.int16))]


async def test_keys_hang_up_errors_and_half_a_sample() -> None:
    phone = AudioSocketPhone()
    found = await received(
        CARRIER, phone.opening(), phone.key("#"), pack(ERROR, b"\x01"), pack(DTMF, b"\xff"),
        pack(DTMF, b"12"), pack(0x12, bytes(640)), pack(0x77), pack(0x10, bytes(321)), pack(HANGUP),
    )  # fmt: skip
    assert found[0] == Key("#")
    assert [type(one) for one in found[1:]] == [*[Problem] * 5, Audio, Hangup]


@pytest.mark.parametrize("first", [pack(UUID, bytes(15)), pack(0x10, bytes(320)), pack(UUID)])
async def test_another_opening_is_refused(first: bytes) -> None:
    with pytest.raises(ProtocolError, match="UUID"):
        await info(CARRIER, first)


async def test_a_caller_who_hangs_up_before_audio_is_no_call() -> None:
    for frames in ([pack(HANGUP)], [pack(UUID, bytes(16)), pack(HANGUP)]):
        with pytest.raises(ConnectionError):
            await info(CARRIER, *frames)
    with pytest.raises(ProtocolError, match="audio"):
        await info(CARRIER, pack(UUID, bytes(16)), *[pack(DTMF, b"1")] * 60)
