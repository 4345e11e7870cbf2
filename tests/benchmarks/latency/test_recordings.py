import json
from pathlib import Path

import fakes
import numpy as np
import pytest

from benchmarks.latency.recordings import (
    Label,
    Recording,
    load_folder,
    over_the_telephone,
    questions,
    trim,
)
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.wav import write_wav
from voice_agent.core.errors import ConfigError

Samples = np.ndarray


def spoken(silence_ms: int, speech_ms: int, tail_ms: int) -> Samples:
    def ms(length: int) -> int:
        return LISTEN_HZ * length // 1000

    time_s = np.arange(ms(speech_ms)) / LISTEN_HZ
    tone = (8000 * np.sin(2 * np.pi * 300 * time_s)).astype(np.int16)
    return np.concatenate(
        (np.zeros(ms(silence_ms), np.int16), tone, np.zeros(ms(tail_ms), np.int16))
    )


def test_a_recording_ends_with_its_speech() -> None:
    found = trim(spoken(1000, 500, 700), LISTEN_HZ)
    assert found.size / LISTEN_HZ == pytest.approx(0.3 + 0.5, abs=0.011)
    assert np.abs(found[-80:]).max() > 1000


def test_silence_has_nothing_to_play() -> None:
    assert trim(np.zeros(LISTEN_HZ, np.int16), LISTEN_HZ).size == 0


@pytest.mark.parametrize(("hz", "share"), [(300, 1.0), (6000, 0.0)])
def test_a_telephone_line_carries_speech_up_to_4_khz(hz: int, share: float) -> None:
    time_s = np.arange(LISTEN_HZ) / LISTEN_HZ
    tone = (8000 * np.sin(2 * np.pi * hz * time_s)).astype(np.int16)
    heard = over_the_telephone(Recording("a", tone, "hello"))
    assert (heard.name, heard.text, heard.samples.size) == ("a", "hello", tone.size)
    left = np.std(heard.samples[1000:-1000].astype(float)) / np.std(tone.astype(float))
    assert left == pytest.approx(share, abs=0.03)


def test_a_folder_is_read_with_its_labels(tmp_path: Path) -> None:
    for name in ("b.wav", "a.wav", "c.wav"):
        write_wav(tmp_path / name, spoken(100, 400, 100), LISTEN_HZ)
    labels = {
        "b.wav": {"intent": "order", "slots": {"size": "large"}, "text": "large"},
        "a.wav": {},
    }
    (tmp_path / "labels.json").write_text(json.dumps(labels))
    first, second = load_folder(tmp_path, limit=5)
    assert (first.name, first.label, first.text) == ("a.wav", None, "")
    assert (second.label, second.text) == (Label("order", {"size": "large"}), "large")
    assert [r.name for r in load_folder(tmp_path, limit=1, skip=1)] == ["b.wav"]


def test_a_folder_without_audio_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no audible"):
        load_folder(tmp_path, limit=1)
    (tmp_path / "labels.json").write_text('{"a.wav": "order"}')
    with pytest.raises(ConfigError, match=r"labels\.json"):
        load_folder(tmp_path, limit=1)


def test_questions_are_of_intents_without_details_and_of_all_of_them_first() -> None:
    book = fakes.playbook()
    plain = [
        name
        for name, intent in book.intents.items()
        if intent.route in ("answer", "retrieve") and not intent.details
    ]
    phrases = {name: [f"{name} one", f"[{name}](x) two"] for name in book.intents}
    book = book.model_copy(update={"phrases": phrases})
    asked = questions(book, 2 * len(plain), seed=3)
    assert sorted(intent for intent, _ in asked[: len(plain)]) == sorted(plain)
    assert len({text for _, text in asked}) == 2 * len(plain)
    assert not any("[" in text for _, text in asked)
    assert asked == questions(book, 2 * len(plain), seed=3)
