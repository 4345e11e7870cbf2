"""Deaf to the rest: sounds that are not the caller's, and short answers that must survive.

    voice-agent bench backgrounds --audio CLIPS [--pipeline bank] [--down-db 15]

A caller has asked something and waits. Then a clip of the folder (other voices, television, music)
plays below the caller's level: does it start a turn, and is that acted on? So do the agent's own
words, as an echo, and tones of telephone lines. After each, the caller says "yes", "no" and "stop"
at several levels, on good and bad lines: is that heard?
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.latency.recordings import Recording, speak
from benchmarks.report.options import (
    AudioOption,
    JsonOption,
    LimitOption,
    PipelineOption,
    SkipOption,
)
from benchmarks.report.stats import write_json
from voice_agent.audio.dc import DcBlocker
from voice_agent.audio.echo import EchoReference
from voice_agent.audio.levels import Samples, amplitude
from voice_agent.audio.pcm import LISTEN_HZ, rms_dbfs
from voice_agent.config.load import load_pipeline
from voice_agent.core.errors import AudioError
from voice_agent.core.turn import OUT_OF_SCOPE
from voice_agent.dialogue.context import context_of
from voice_agent.dialogue.interpret import interpret
from voice_agent.dialogue.state import CONFIRM, DialogueState
from voice_agent.phone.microphone import line_noise
from voice_agent.phone.recording import read_audio
from voice_agent.pipeline.assembly import Engines, load_engines
from voice_agent.vad.detector import SpeechDetector, SpeechStarted
from voice_agent.vad.guard import Guard
from voice_agent.vad.level import CallerLevel
from voice_agent.vad.limiter import Limiter

OWN_DBFS = -22.0
ECHO_DB, ECHO_LATE_S = 24.0, 0.25
_ASKED = "You want to send fifty dollars to Sarah on Friday. Is that right?"
_LONGEST_S = 8
_ANSWERS = ("Yes.", "No.", "Stop.")
_LEVELS_DB = (12.0, 6.0, 0.0, -6.0, -9.0)
_SURE = 0.5


class Ear:
    """The caller's side as the server hears it: guards, detector, and what starts a turn."""

    def __init__(self, engines: Engines) -> None:
        listen = engines.config.listen
        self._window = engines.vad.window_samples
        window_ms = 1000 * self._window / LISTEN_HZ
        self._session = engines.vad.session()
        self._dc, self._limiter = DcBlocker(LISTEN_HZ), Limiter()
        self.echo = EchoReference(LISTEN_HZ)
        self._guard = Guard(CallerLevel(), self.echo, window_ms)
        self._detector = SpeechDetector(
            window_ms, listen.threshold, listen.start_ms, stop_ms=listen.stop_ms
        )
        self.seconds = 0.0

    def hear(self, sound: Samples, played: Samples | None = None) -> int:
        """Return how often speech starts while ``sound`` is heard and ``played`` is said."""
        starts = 0
        for begin in range(0, sound.size - self._window + 1, self._window):
            window = self._dc.push(sound[begin : begin + self._window])
            if played is not None and begin < played.size:
                self.echo.played(played[begin : begin + self._window], self.seconds)
            self.seconds += self._window / LISTEN_HZ
            probability = self._session.speech_probability(self._limiter.push(window))
            own = self._guard.is_callers(
                window, probability, self.seconds,
                speaking=self._detector.speaking, awaited=played is None,
            )  # fmt: skip
            own = own and self._guard.is_enough()
            starts += isinstance(self._detector.push(probability, own=own), SpeechStarted)
        return starts


@dataclass(frozen=True, slots=True)
class Heard:
    """A sound and what came of it."""

    name: str
    kind: str
    starts: bool
    acted_on: bool = False
    text: str = ""


def main(
    audio: AudioOption = None,
    pipeline: PipelineOption = "bank",
    down_db: Annotated[float, typer.Option(help="How far clips are below the caller.")] = 15.0,
    limit: LimitOption = 200,
    skip: SkipOption = 0,
    json_out: JsonOption = None,
) -> None:
    """Measure which sounds of others start a turn, and whether short answers still do."""
    engines = load_engines(load_pipeline(pipeline), stages=("vad", "turns", "stt", "slm"))
    asked = speak([("first", "I would like to know what a transfer to my sister costs.")])[0]
    found = [
        heard(engines, asked, name, kind, sound, played)
        for name, kind, sound, played in track(
            list(sounds(audio, down_db, limit, skip)), "listening", transient=True
        )
    ]
    found += list(answers(engines, asked))
    asyncio.run(engines.aclose())
    figures = counted(found)
    _show(figures)
    write_json(json_out, figures)


def sounds(
    folder: Path | None, down_db: float, limit: int, skip: int
) -> Iterator[tuple[str, str, Samples, Samples | None]]:
    """Yield name, kind, what is heard and what the agent says meanwhile."""
    for path in sorted(folder.iterdir())[skip : skip + limit] if folder else ():
        if path.suffix.lower() in (".wav", ".flac"):
            try:
                clip = read_audio(path, LISTEN_HZ)
            except AudioError as error:
                Console(stderr=True).print(f"left out: {error}")
                continue
            yield path.name, "clip", at_level(clip, OWN_DBFS - down_db), None
    for number, reply in enumerate(speak([("echo", t) for t in (_ASKED, "We open at nine.")])):
        late = np.zeros(round(ECHO_LATE_S * LISTEN_HZ), np.int16)
        echo = at_level(np.concatenate((late, reply.samples)), OWN_DBFS - ECHO_DB)
        yield f"echo {number}", "echo", echo, reply.samples
    for name, tone in tones().items():
        yield name, "tone", tone, None


def tones() -> dict[str, Samples]:
    """Return what lines send besides voices, at 16 kHz."""
    return {
        "ringback": _beeps((440, 480), 2.0, 1.0, 2),
        "busy": _beeps((480, 620), 0.5, 0.5, 4),
        "SIT": np.concatenate([_beeps((hz,), 0.35, 0.0, 1) for hz in (950, 1400, 1800)]),
        "fax calling": _beeps((1100,), 0.5, 2.0, 2),
        "fax answering": _beeps((2100,), 3.0, 0.2, 1),
        "hold music": _music(),
    }


def _beeps(hz: Sequence[float], on_s: float, off_s: float, times: int) -> Samples:
    at = np.arange(round(on_s * LISTEN_HZ)) / LISTEN_HZ
    tone = sum(np.sin(2 * np.pi * f * at) for f in hz) * 6000 / len(hz)
    return np.concatenate([tone, np.zeros(round(off_s * LISTEN_HZ))] * times).astype(np.int16)


def _music(seconds: int = 8) -> Samples:
    """Return chords of plucked strings, with a beat."""
    rng = np.random.default_rng(5)
    parts = []
    for step in range(seconds * 2):
        at = np.arange(LISTEN_HZ // 2) / LISTEN_HZ
        root = 220.0 * 2 ** (rng.choice([0, 3, 5, 7, 10]) / 12)
        chord = [root, root * 1.26, root * 1.5, root / 2]
        strings = sum(np.sin(2 * np.pi * f * k * at) / k**2 for f in chord for k in (1, 2, 3, 4))
        beat = rng.normal(0, 1, at.size) * np.exp(-at / 0.02) * (step % 2)
        parts.append(1500 * strings * np.exp(-at / 0.4) + 2500 * beat)
    return np.concatenate(parts).astype(np.int16)


def at_level(sound: Samples, dbfs: float) -> Samples:
    """Return a sound whose loud parts have a level; what does not fit is clipped."""
    size = np.abs(sound.astype(np.int32))
    loud = sound[size > 0.05 * size.max(initial=1)]
    gain = amplitude(dbfs) / max(amplitude(rms_dbfs(loud)), 1e-6)
    return _within_range(sound[: _LONGEST_S * LISTEN_HZ] * gain)


def _within_range(sound: NDArray[np.floating[Any]]) -> Samples:
    samples: Samples = np.clip(np.rint(sound), -32768, 32767).astype(np.int16)
    return samples


def heard(
    engines: Engines, asked: Recording, name: str, kind: str, sound: Samples, played: Samples | None
) -> Heard:
    """Let a caller ask, be silent, and then the sound come."""
    ear = _after_a_question(engines, asked)
    noisy = _on_the_line(sound)
    if not ear.hear(noisy, played):
        return Heard(name, kind, starts=False)
    text, acted = _acted_on(engines, noisy)
    return Heard(name, kind, starts=True, acted_on=acted, text=text)


def answers(engines: Engines, asked: Recording) -> Iterator[Heard]:
    """Yield short answers of the caller, at several levels and on several lines."""
    for text in _ANSWERS:
        for said in speak([(text, text)] * 3):
            for level_db in _LEVELS_DB:
                ear = _after_a_question(engines, asked)
                sound = _on_the_line(at_level(said.samples, OWN_DBFS + level_db))
                name = f"{text} {level_db:+.0f} dB"
                yield Heard(name, f"answer {level_db:+.0f} dB", starts=ear.hear(sound) > 0)
            for line, damage in _DAMAGE.items():
                ear = _after_a_question(engines, asked)
                sound = damage(_on_the_line(at_level(said.samples, OWN_DBFS)))
                yield Heard(f"{text} {line}", f"answer, {line}", starts=ear.hear(sound) > 0)


def _offset(sound: Samples) -> Samples:
    return _within_range(sound.astype(np.float64) + 3000)


def _clipped(sound: Samples) -> Samples:
    return _within_range(np.clip(sound * 12.0, -20000, 20000))


def _lost(sound: Samples) -> Samples:
    packets = sound.copy()
    size = LISTEN_HZ // 50
    for number in np.flatnonzero(np.random.default_rng(3).random(sound.size // size) < 0.1):
        packets[number * size : (number + 1) * size] = 0
    return packets


_DAMAGE = {"offset": _offset, "clipped": _clipped, "a tenth of the packets lost": _lost}


def _after_a_question(engines: Engines, asked: Recording) -> Ear:
    ear = Ear(engines)
    ear.hear(line_noise(LISTEN_HZ, -66.0, 1, 1.0))
    ear.hear(at_level(asked.samples, OWN_DBFS))
    ear.hear(line_noise(LISTEN_HZ, -66.0, 2, 2.0))
    return ear


def _on_the_line(sound: Samples) -> Samples:
    noise = line_noise(LISTEN_HZ, -66.0, 4, 0.6)
    return np.concatenate((sound, noise))


def _acted_on(engines: Engines, sound: Samples) -> tuple[str, bool]:
    """Return what was recognised, and whether a read-back or a request would take it."""
    transcript = engines.stt.engine.transcribe(sound, LISTEN_HZ)
    if not transcript.text:
        return "", False
    details = {"amount": 50, "payee": "Sarah", "date": "2026-12-04"}
    state = DialogueState("transfer_money", details, CONFIRM, last_reply=_ASKED)
    today = engines.clock.today()
    context = context_of(engines.playbook, state, today)
    reading = engines.slm.engine.read(transcript, asked=context.asked, today=today)
    response = interpret(engines.playbook, context, reading)
    known = reading.intent != OUT_OF_SCOPE and reading.confidence >= _SURE
    return transcript.text, known or response.kind in ("yes", "no", "leave", "details", "change")


def counted(found: Sequence[Heard]) -> dict[str, Any]:
    """Return for each kind how many started a turn, and how many were acted on."""
    kinds = {}
    for kind in dict.fromkeys(one.kind for one in found):
        own = [one for one in found if one.kind == kind]
        starts, acted_on = sum(one.starts for one in own), sum(one.acted_on for one in own)
        kinds[kind] = {"n": len(own), "start_a_turn": starts, "acted_on": acted_on}
    others = [one for one in found if not one.kind.startswith("answer")]
    answered = [one for one in found if one.kind.startswith("answer")]
    return {
        "kinds": kinds,
        "started by others": [f"{one.name}: '{one.text}'" for one in others if one.starts],
        "missed answers": [one.name for one in answered if not one.starts],
    }


def _show(figures: dict[str, Any]) -> None:
    table = Table("kind", "n", "start a turn", "acted on")
    for kind, about in figures["kinds"].items():
        table.add_row(kind, *(str(about[key]) for key in ("n", "start_a_turn", "acted_on")))
    console = Console()
    console.print(table)
    for key in ("started by others", "missed answers"):
        console.print(f"{key}: {'; '.join(figures[key]) or 'none'}", highlight=False)
