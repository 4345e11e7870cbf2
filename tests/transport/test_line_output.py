"""What goes from a real pipeline to a connection, with no network."""

from __future__ import annotations

import asyncio
import time

import numpy as np
import pytest
from line_ends import running
from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    InterruptionFrame,
    OutputAudioRawFrame,
    TTSAudioRawFrame,
    TTSStoppedFrame,
    TTSTextFrame,
)
from pipecat.utils.text.base_text_aggregator import TextType

from voice_agent.pipeline.frames import BesideFrame
from voice_agent.transport.pacing import LEAD_MS

pytestmark = pytest.mark.virtual_time


async def test_the_agent_is_sent_in_real_time_with_a_small_lead_and_counted() -> None:
    async with running() as line:
        began = time.monotonic()
        await line.say(0.3)
        async with asyncio.timeout(5):
            while len(line.wire.sent) < 15:
                await asyncio.sleep(0.005)
        took = time.monotonic() - began
        assert b"".join(m for m in line.wire.sent if isinstance(m, bytes)) == bytes(9600)
        assert 0.2 < took < 0.6
        assert line.counted == 4800


async def test_an_interruption_drops_what_was_not_sent() -> None:
    async with running() as line:
        await line.say(2.0)
        await asyncio.sleep(0.1)
        await line.probe.push_frame(InterruptionFrame())
        await asyncio.sleep(0.05)
        sent = len(line.wire.sent)
        assert 4 <= sent < 20
        await asyncio.sleep(0.1)
        assert len(line.wire.sent) == sent


async def test_what_the_caller_was_about_to_hear_fades_out_where_it_can_be_dropped() -> None:
    async with running() as line:
        line.input._connection.clear = _drops  # type: ignore[method-assign]
        await line.probe.push_frame(TTSAudioRawFrame(b"\x00\x20" * 16000, 16000, 1))
        await asyncio.sleep(0.11)
        line.wire.sent.clear()
        await line.probe.push_frame(InterruptionFrame())
        await asyncio.sleep(0.05)
        chunks = [np.frombuffer(m, "<i2") for m in line.wire.sent if isinstance(m, bytes)]
        levels = np.concatenate(chunks)
        assert {chunk.size for chunk in chunks} == {320}, "as large as all others"
        assert 40 <= levels.size / 16 <= LEAD_MS
        assert (levels[0], levels[-1]) == (0x2000, 0)
        assert (np.diff(levels) <= 0).all()
        line.wire.sent.clear()
        await line.probe.push_frame(InterruptionFrame())
        await asyncio.sleep(0.05)
        assert not line.wire.sent, "silence has nothing to fade"


async def test_audio_that_a_caller_who_is_gone_never_got_is_not_counted() -> None:
    async with running() as line:
        line.wire.hang_up()
        await line.say(0.1)
        await asyncio.sleep(0.1)
        assert line.counted == 0


async def test_the_connection_learns_that_a_reply_was_sent_to_its_end() -> None:
    async with running() as line:
        told = line.listen()
        await line.say(0.1)
        async with asyncio.timeout(5):
            while not told:
                await asyncio.sleep(0.005)
        assert (told, line.counted) == (["said"], 1600)


async def test_a_reply_that_was_cut_off_was_not_said() -> None:
    async with running() as line:
        told = line.listen()
        await line.say(2.0)
        await asyncio.sleep(0.1)
        await line.probe.push_frame(InterruptionFrame())
        await asyncio.sleep(0.05)
        assert told == ["clear"]


async def test_what_is_no_audio_goes_on_after_the_audio_before_it() -> None:
    async with running() as line:
        await line.say(0.1)
        await line.probe.push_frame(TTSTextFrame("Bye.", text_type=TextType.SENTENCE))
        await line.after.until(TTSTextFrame)
        audio = await line.after.until(TTSAudioRawFrame, 5)
        assert len(line.after.frames) > 5
        order = [type(f) for f in line.after.frames if f in audio or type(f) is TTSTextFrame]
        assert order == [TTSAudioRawFrame] * 5 + [TTSTextFrame]
        for kind in (BotStartedSpeakingFrame, BotStoppedSpeakingFrame):
            assert len(await line.after.until(kind)) == len(await line.probe.until(kind)) == 1


async def test_pieces_that_nobody_watches_go_no_further() -> None:
    async with running(watched=False) as line:
        await line.say(0.1)
        await line.after.until(TTSStoppedFrame)
        assert line.counted == 1600
        assert not [f for f in line.after.frames if isinstance(f, OutputAudioRawFrame)]


async def test_the_end_of_a_reply_is_filled_up_to_a_whole_piece() -> None:
    async with running() as line:
        await line.say(0.03)
        await line.after.until(TTSStoppedFrame)
        assert [len(piece) for piece in line.wire.sent] == [640, 640]


async def test_a_line_gets_pieces_as_long_as_it_takes_them() -> None:
    async with running(chunk_ms=40) as line:
        await line.say(0.12)
        await line.after.until(TTSStoppedFrame)
        assert [len(piece) for piece in line.wire.sent] == [1280] * 3


async def test_audio_of_another_rate_is_sent_at_the_lines() -> None:
    async with running() as line:
        await line.probe.push_frame(TTSAudioRawFrame(bytes(2 * 2400), 24000, 1))
        await line.probe.push_frame(TTSStoppedFrame())
        await line.after.until(TTSStoppedFrame)
        assert len(line.wire.sent) == 5


async def test_music_is_no_part_of_a_reply() -> None:
    async with running() as line:
        await line.probe.push_frame(BesideFrame(bytes(3200), 16000, 1))
        await line.after.until(BesideFrame, 5)
        assert (line.counted, line.call.playback.total) == (0, 1600)
        assert not [f for f in line.after.frames if isinstance(f, BotStartedSpeakingFrame)]


async def test_a_caller_who_takes_no_audio_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running() as line:

        async def never(pcm: bytes) -> None:
            await asyncio.Event().wait()

        monkeypatch.setattr(line.input._connection, "send_audio", never)
        await line.say(0.1)
        assert await asyncio.wait_for(line.call.ended, 60) == "caller_gone"


async def test_a_codec_that_breaks_ends_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running() as line:

        async def broken(pcm: bytes) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(line.input._connection, "send_audio", broken)
        await line.say(0.1)
        assert await asyncio.wait_for(line.call.ended, 5) == "error"


async def _drops() -> bool:
    return True
