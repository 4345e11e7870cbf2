from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from exchange import MakeExchange, exchange_in
from pipecat.observers.turn_tracking_observer import TurnTrackingObserver
from pipecat.processors.audio.audio_buffer_processor import AudioBufferProcessor
from pipecat.processors.filters.identity_filter import IdentityFilter

from voice_agent.config.load import load_pipeline
from voice_agent.config.schema import PLACES, PipelineConfig
from voice_agent.core.errors import ConfigError
from voice_agent.pipeline.inserts import NO_INSERTS, Inserts, read_inserts
from voice_agent.pipeline.stage import Stage

BUFFER = "pipecat.processors.audio.audio_buffer_processor:AudioBufferProcessor"
TURNS = "pipecat.observers.turn_tracking_observer:TurnTrackingObserver"
FILE = '''
from pipecat.frames.frames import StartFrame
from pipecat.observers.base_observer import BaseObserver
from pipecat.processors.audio.audio_buffer_processor import AudioBufferProcessor
from pipecat.processors.frame_processor import FrameProcessor

MADE = []


class Recorder(AudioBufferProcessor):
    """Records the call from its start."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.seen = set()
        MADE.append(self)

    async def process_frame(self, frame, direction):
        await super().process_frame(frame, direction)
        self.seen.add(type(frame).__name__)
        if isinstance(frame, StartFrame):
            await self.start_recording()


class Broken(FrameProcessor):
    async def process_frame(self, frame, direction):
        await super().process_frame(frame, direction)
        await self.push_frame(frame, direction)
        raise RuntimeError("it is broken")


class Watcher(BaseObserver):
    def __init__(self, label: str = ""):
        super().__init__()
        self.seen = set()
        MADE.append(self)

    async def on_push_frame(self, data):
        self.seen.add(type(data.frame).__name__)


class Choosy(FrameProcessor):
    def __init__(self, count: int):
        raise ValueError("not today")
'''


def config(folder: Path, **keys: Any) -> PipelineConfig:
    file = folder / "line.yaml"
    return PipelineConfig.model_validate({"file": file, "playbook": ".", "stages": {}} | keys)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "own.py").write_text(FILE)
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith("voice_agent_file_own")]:
        del sys.modules[name]


def made() -> list[Any]:
    (name,) = [name for name in sys.modules if name.startswith("voice_agent_file_own")]
    return list(sys.modules[name].MADE)


def stages() -> list[Stage]:
    return [Stage(place) for place in PLACES]


def test_processors_follow_their_stage_in_the_order_of_the_file(folder: Path) -> None:
    inserts = read_inserts(
        config(
            folder,
            processors=[
                {"after": "vad", "processor": BUFFER, "args": {"num_channels": 2}},
                {
                    "after": "vad",
                    "processor": "pipecat.processors.filters.identity_filter:IdentityFilter",
                },
                {"after": "output", "processor": BUFFER},
            ],
            observers=[TURNS],
        )
    )
    arranged = inserts.among(ours := stages())
    assert [item for item in arranged if item in ours] == ours
    vad = arranged.index(ours[PLACES.index("vad")])
    assert isinstance(arranged[vad + 1], AudioBufferProcessor)
    assert arranged[vad + 1].num_channels == 2
    assert isinstance(arranged[vad + 2], IdentityFilter)
    assert isinstance(arranged[-1], AudioBufferProcessor)
    assert len(arranged) == len(PLACES) + 3
    (observer,) = inserts.watching()
    assert isinstance(observer, TurnTrackingObserver)


def test_each_call_has_its_own(folder: Path) -> None:
    processors = [{"after": "vad", "processor": BUFFER}]
    inserts = read_inserts(config(folder, processors=processors, observers=[TURNS]))
    assert inserts.among(stages())[2] is not inserts.among(stages())[2]
    assert inserts.watching()[0] is not inserts.watching()[0]


def test_the_callers_audio_is_passed_on_only_where_somebody_wants_it(folder: Path) -> None:
    def want(after: str) -> bool:
        processors = [{"after": after, "processor": BUFFER}]
        return read_inserts(config(folder, processors=processors)).want_audio

    assert not NO_INSERTS.want_audio
    assert not want("input")
    assert want("vad")
    assert want("output")


def test_without_inserts_the_stages_stay_as_they_are(folder: Path) -> None:
    assert read_inserts(config(folder)) == Inserts()
    assert NO_INSERTS.among(ours := stages()) == ours
    assert NO_INSERTS.watching() == []
    assert NO_INSERTS.none


def test_frames_take_the_long_way_where_somebody_sees_them(folder: Path) -> None:
    processors = [{"after": "tts", "processor": BUFFER}]
    assert not read_inserts(config(folder, processors=processors)).none
    assert not read_inserts(config(folder, observers=[TURNS])).none


def test_arguments_may_come_from_the_environment(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHANNELS", "2")
    processors = [{"after": "vad", "processor": BUFFER, "args": {"num_channels": "${CHANNELS}"}}]
    inserts = read_inserts(config(folder, processors=processors))
    assert inserts.among(stages())[2].num_channels == 2  # type: ignore[attr-defined]
    monkeypatch.delenv("CHANNELS")
    with pytest.raises(ConfigError, match=r"processors\[0\]\.args\.num_channels: .*CHANNELS"):
        read_inserts(config(folder, processors=processors))


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        (
            {"processors": [{"after": "vad", "processor": "nowhere.x:Y"}]},
            r"^processors\[0\]\.processor: no module 'nowhere'",
        ),
        (
            {"processors": [{"after": "vad", "processor": "json:JSONDecoder"}]},
            r"^processors\[0\]\.processor: 'json:JSONDecoder' is not a FrameProcessor of pipecat",
        ),
        (
            {"observers": [TURNS, BUFFER]},
            r"^observers\[1\]\.observer: '.*' is not a BaseObserver of pipecat",
        ),
        (
            {"processors": [{"after": "vad", "processor": BUFFER, "args": {"chanels": 2}}]},
            r"^processors\[0\]\.args\.chanels: unknown argument of AudioBufferProcessor; known: ",
        ),
        (
            {"processors": [{"after": "vad", "processor": BUFFER, "args": {"num_channels": "x"}}]},
            r"^processors\[0\]\.args\.num_channels: expected int, got 'x'",
        ),
        (
            {"processors": [{"after": "vad", "processor": "own.py:Choosy"}]},
            r"^processors\[0\]\.args\.count: missing; Choosy needs it",
        ),
        (
            {"processors": [{"after": "vad", "processor": "own.py:Choosy", "args": {"count": 1}}]},
            r"^processors\[0\]: Choosy cannot be made: not today",
        ),
    ],
)
def test_a_mistake_is_one_line_that_names_the_key(
    folder: Path, keys: dict[str, Any], problem: str
) -> None:
    with pytest.raises(ConfigError, match=problem) as caught:
        read_inserts(config(folder, **keys))
    assert "\n" not in str(caught.value)


def test_a_place_that_does_not_exist_is_refused_with_those_that_do(tmp_path: Path) -> None:
    file = tmp_path / "line.yaml"
    file.write_text(
        f"playbook: .\nstages: {{}}\nprocessors: [{{after: ears, processor: '{BUFFER}'}}]\n"
    )
    with pytest.raises(ConfigError, match=r"processors\.0\.after: .*'vad'.*'output'"):
        load_pipeline(str(file))


@pytest.fixture
def exchange(folder: Path) -> MakeExchange:
    return exchange_in(folder)


async def test_a_call_with_pipecats_recorder_and_observers(exchange: MakeExchange) -> None:
    async with exchange(
        "my balance",
        processors=[
            {"after": "slm", "processor": "own.py:Recorder"},
            {"after": "output", "processor": "own.py:Recorder", "args": {"num_channels": 2}},
        ],
        observers=[TURNS, {"observer": "own.py:Watcher", "args": {"label": "x"}}],
    ) as line:
        async with line.phone() as phone:
            await phone.say()
            await phone.until("turn")
        await line.idle()
    # The first three were made to see whether they can be.
    _, _, _, inner, outer, watcher = made()
    assert {"VADUserStartedSpeakingFrame", "InputAudioRawFrame"} <= inner.seen
    assert "OutputAudioRawFrame" not in inner.seen
    assert {"InputAudioRawFrame", "TTSAudioRawFrame"} <= outer.seen
    assert {"TranscriptionFrame", "VADUserStoppedSpeakingFrame", "TTSAudioRawFrame"} <= watcher.seen


async def test_a_broken_processor_is_no_end_of_the_call(exchange: MakeExchange) -> None:
    processors = [{"after": "stt", "processor": "own.py:Broken"}]
    async with exchange("my balance", processors=processors) as line:
        async with line.phone() as phone:
            await phone.say()
            await phone.until("turn")
            assert phone.all("reply")[-1]["source"] == "playbook"
