"""Many voices: Piper, espeak-ng, Flite and Festival, each one varied.

Piper comes with this project; the others are packages of Debian, and are left out where they are
absent. Their sound is only listened to: nothing of it is shipped.
"""

from __future__ import annotations

import io
import random
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.resample import resample
from voice_agent.core.errors import ConfigError
from voice_agent.phone.recording import read_audio
from voice_agent.text.word_lists import words

RATE_HZ = 16_000
INDIAN = ("hi", "mr", "ne", "bn", "pa", "gu", "te", "kn", "ml")
ROMAN = ("es", "it", "pt", "id", "tr", "fi", "ro", "pl", "sw", "ms", "hu", "sq", "eo")
"""Languages in whose voices espeak-ng can speak with an accent."""
_ACCENTS = ("en-us", "en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-029", "en-us-nyc")
_VARIANTS = words(
    "m1 m2 m3 m4 m5 m6 m7 m8 f1 f2 f3 f4 f5 klatt klatt2 klatt3 klatt4 adam Alex Alicia Andrea "
    "Andy Annie antonio aunty belinda benjamin boris caleb david Denis Diogo ed edward Gene "
    "grandpa Henrique Hugo Jacky john kaukovalta Lee linda marcelo Marco Mario max Michael michel "
    "miguel mike norbert pablo paul pedro quincy rob robert sandro shelby steph steph2 steph3 "
    "travis victor zac"
)
_FLITE = ("awb", "rms", "slt", "kal16", "awb", "rms", "slt", "awb", "rms", "slt")
_FESTIVAL = {
    "hindi_NSK_diphone": "hi", "marathi_NSK_diphone": "mr", "telugu_NSK_diphone": "te",
    "kal_diphone": "en", "ked_diphone": "en", "cmu_us_slt_arctic_hts": "en",
}  # fmt: skip
_PROGRAMS = {"espeak": "espeak-ng", "flite": "flite", "festival": "festival"}
_TIMEOUT_S = 120


@dataclass(frozen=True, slots=True)
class Voice:
    """A way of speaking.

    Attributes:
        engine: ``piper``, ``espeak``, ``flite`` or ``festival``.
        name: The engine's voice.
        language: ``en``, or the language whose accent it has.
        speed: Of speech; 1 is usual.
        warp: Resampling of the sound: above 1 raises pitch and formants.
        pitch: Of espeak, 0 to 99.
    """

    engine: str
    name: str
    language: str
    speed: float
    warp: float
    pitch: int


def draw_voice(dice: random.Random, engines: Sequence[str]) -> Voice:
    """Draw a voice of the engines that there are."""
    shares = {"piper": 1.2, "flite": 3.0, "espeak": 5.0, "festival": 3.0}
    engine = dice.choices(engines, [shares[one] for one in engines])[0]
    speed, warp = dice.uniform(0.72, 1.3), dice.uniform(0.88, 1.16)
    pitch, name, language = dice.randint(20, 80), "", "en"
    if engine == "espeak":
        kind = dice.random()
        if kind < 0.3:
            language = dice.choice(INDIAN)
        elif kind < 0.5:
            language = dice.choice(ROMAN)
        base = dice.choice(_ACCENTS) if language == "en" else language
        name = f"{base}+{dice.choice(_VARIANTS)}"
    elif engine == "flite":
        name = dice.choice(_FLITE)
    elif engine == "festival":
        name, language = dice.choice(tuple(_FESTIVAL.items()))
    return Voice(engine, name, language, speed, warp, pitch)


def installed() -> list[str]:
    """Return the engines that can speak here; Piper always can."""
    return ["piper", *(one for one, program in _PROGRAMS.items() if shutil.which(program))]


def engines() -> list[str]:
    """Return the engines that can speak here.

    Raises:
        ConfigError: Only Piper can.
    """
    found = installed()
    if len(found) == 1:
        raise ConfigError(
            "training the ears takes many voices: install the Debian packages espeak-ng, flite, "
            "festival and festvox-hi-nsk, festvox-mr-nsk, festvox-te-nsk"
        )
    return found


def speak(
    voice: Voice, texts: Sequence[str], piper: Any, dice: random.Random
) -> list[NDArray[np.float64]]:
    """Say each text; returns samples at 16 kHz, without the silence around them."""
    if voice.engine == "festival":
        sounds = _festival(voice, texts)
    elif voice.engine == "piper":
        sounds = [_piper(voice, text, piper, dice) for text in texts]
    else:
        sounds = [_program(voice, text) for text in texts]
    return [_trimmed(warped(sound, voice.warp)) for sound in sounds]


def _piper(voice: Voice, text: str, piper: Any, dice: random.Random) -> NDArray[np.float64]:
    from voice_agent.tts.piper import spoken_sentences

    parts = spoken_sentences(
        piper,
        text,
        length_scale=1.0 / voice.speed,
        noise_scale=dice.uniform(0.4, 1.0),
        noise_w_scale=dice.uniform(0.6, 1.2),
    )
    sound = np.concatenate([np.zeros(1, np.int16), *parts])
    return resample(sound, piper.config.sample_rate, RATE_HZ).astype(np.float64)


def _program(voice: Voice, text: str) -> NDArray[np.float64]:
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "said.wav")
        if voice.engine == "flite":
            stretch = f"duration_stretch={1.0 / voice.speed:.2f}"
            call = ["flite", "-voice", voice.name, "--setf", stretch, "-t", text, "-o", out]
        else:
            rate = str(int(165 * voice.speed))
            call = ["espeak-ng", "-v", voice.name, "-s", rate, "-p", str(voice.pitch)]
            call += ["-w", out, "--", text]
        done = subprocess.run(call, capture_output=True, timeout=_TIMEOUT_S, check=False)
        if done.returncode or not Path(out).is_file():
            return np.zeros(0)
        return read_audio(Path(out), RATE_HZ).astype(np.float64)


def _festival(voice: Voice, texts: Sequence[str]) -> list[NDArray[np.float64]]:
    with tempfile.TemporaryDirectory() as folder:
        script = io.StringIO()
        script.write(f"(voice_{voice.name})\n")
        script.write(f"(Parameter.set 'Duration_Stretch {1.0 / voice.speed:.2f})\n")
        for number, text in enumerate(texts):
            out = Path(folder) / f"{number}.wav"
            script.write(
                f'(unwind-protect (utt.save.wave (utt.synth (Utterance Text "{text}")) "{out}" '
                "'riff))\n"
            )
        file = Path(folder) / "said.scm"
        file.write_text(script.getvalue(), encoding="utf-8")
        subprocess.run(
            ["festival", "-b", str(file)], capture_output=True, timeout=_TIMEOUT_S, check=False
        )
        found = []
        for number in range(len(texts)):
            out = Path(folder) / f"{number}.wav"
            there = out.is_file() and out.stat().st_size > 100
            found.append(read_audio(out, RATE_HZ).astype(np.float64) if there else np.zeros(0))
        return found


def warped(sound: NDArray[np.float64], warp: float) -> NDArray[np.float64]:
    """Return the sound played faster by a factor: pitch and formants rise with it."""
    if sound.size < 2:
        return sound
    at = np.arange(0, sound.size - 1, warp)
    warped: NDArray[np.float64] = np.interp(at, np.arange(sound.size), sound)
    return warped


def _trimmed(sound: NDArray[np.float64]) -> NDArray[np.float64]:
    loud = np.flatnonzero(np.abs(sound) > 0.01 * max(1.0, float(np.abs(sound).max(initial=0.0))))
    return sound[loud[0] : loud[-1] + 1] if loud.size > 800 else np.zeros(0)
