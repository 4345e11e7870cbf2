from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from line_fakes import FakeAgent, FakeTwilioAgent, serving, tone, unused_url
from rich.console import Console

from voice_agent.audio.wav import read_wav, write_wav
from voice_agent.core.errors import AudioError
from voice_agent.demo.play import run_call
from voice_agent.phone.recording import read_audio
from voice_agent.phone.values import CallError

pytestmark = pytest.mark.virtual_time


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "one.wav", tmp_path / "two.wav"]
    write_wav(paths[0], tone(300, 8000), 8000)
    write_wav(paths[1], tone(300, 44100), 44100)
    return paths


def _console() -> tuple[Console, io.StringIO]:
    out = io.StringIO()
    return Console(file=out, width=80), out


async def test_plays_each_file_and_saves_the_agents_side(files: list[Path], tmp_path: Path) -> None:
    console, out = _console()
    agent_wav = tmp_path / "agent.wav"
    async with serving(FakeAgent()) as base:
        answers = await run_call(files, base, out=agent_wav, gap_s=0.1, console=console)
    assert [answer.file for answer in answers] == ["one.wav", "two.wav"]
    assert all(answer.v2v_ms > 0 for answer in answers)
    text = out.getvalue()
    for part in ("utterance 1", "utterance 2", "check_balance 95%", "two.wav: voice-to-voice"):
        assert part in text, part
    samples, rate_hz = read_wav(agent_wav)
    assert rate_hz == 16000
    assert np.abs(samples.astype(int)).max() == 8000


async def test_json_events_are_one_object_a_line(files: list[Path]) -> None:
    console, out = _console()
    async with serving(FakeAgent()) as base:
        await run_call(files[:1], base, gap_s=0.1, json_events=True, console=console)
    events = [json.loads(line) for line in out.getvalue().splitlines()]
    assert events[0]["type"] == "ready"
    assert {"transcript", "reply", "turn", "answered"} <= {event["type"] for event in events}


async def test_twilio_is_measured_without_events(files: list[Path]) -> None:
    console, out = _console()
    async with serving(FakeTwilioAgent()) as base:
        answers = await run_call(files[:1], base, carrier="twilio", gap_s=0.1, console=console)
    assert answers[0].v2v_ms > 0
    assert "one.wav: voice-to-voice" in out.getvalue()


async def test_a_call_that_breaks_still_saves_what_was_heard(
    files: list[Path], tmp_path: Path
) -> None:
    agent_wav = tmp_path / "agent.wav"
    async with serving(FakeAgent(vanish_after_frames=60)) as base:
        with pytest.raises(CallError, match="vanished"):
            await run_call(files, base, out=agent_wav, console=_console()[0])
    assert read_wav(agent_wav)[0].size > 0


async def test_nobody_there_is_one_line(files: list[Path], tmp_path: Path) -> None:
    with pytest.raises(CallError, match="is the server running") as caught:
        await run_call(files, unused_url(), out=tmp_path / "agent.wav", console=_console()[0])
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "agent.wav").exists()


async def test_a_rate_that_is_not_spoken_is_refused_before_calling(files: list[Path]) -> None:
    with pytest.raises(CallError, match="rate 11025 Hz is not spoken; choose one of 8000, 16000"):
        await run_call(files, unused_url(), rate_hz=11025, console=_console()[0])


def test_flac_is_read_and_resampled(tmp_path: Path) -> None:
    soundfile = pytest.importorskip("soundfile")
    path = tmp_path / "speech.flac"
    soundfile.write(str(path), np.stack([tone(500, 8000)] * 2, axis=1), 8000)
    samples = read_audio(path, 16000)
    assert samples.shape == (8000,)
    assert samples.dtype == np.int16


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.wav", None, "no such file"),
        ("x.flac", None, "no such file"),
        ("x.flac", b"not audio", "not audio that can be read"),
        ("x.wav", b"not audio", "not a PCM WAV file"),
    ],
)
def test_a_file_that_is_no_audio_is_named(
    tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(AudioError, match=message) as caught:
        read_audio(tmp_path / name, 16000)
    assert name in str(caught.value)


def test_an_empty_recording_is_refused(tmp_path: Path) -> None:
    write_wav(tmp_path / "x.wav", np.zeros(0, dtype=np.int16), 8000)
    with pytest.raises(AudioError, match="holds no audio"):
        read_audio(tmp_path / "x.wav", 16000)
