from __future__ import annotations

from pathlib import Path

import pytest

from voice_agent.audio.levels import speech_bounds
from voice_agent.audio.wav import read_wav
from voice_agent.core.errors import ConfigError
from voice_agent.core.resources import pipelines_folder
from voice_agent.demo.script import load_script
from voice_agent.playbook.load import load_playbook

GOOD = """
title: A call
voices: {calm: {pitch: 1.1}}
lines:
  - {text: Hello there., file: one.wav, voice: calm}
  - {text: Wait., file: two.wav, voice: calm, interrupt_after_ms: 1200, expect: {route: human}}
"""


def _write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "script.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_reads_lines_and_expectations(tmp_path: Path) -> None:
    script = load_script(_write(tmp_path, GOOD), with_audio=False)
    assert [line.interrupt_after_ms for line in script.lines] == [None, 1200.0]
    assert script.lines[1].expect.route == "human"
    assert script.folder == tmp_path


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("voice: calm}", "voice: shrill}", "lines.0.voice: no voice 'shrill'; known: calm"),
        ("file: one.wav", "file: ../one.wav", "lines.0.file"),
        ("text: Hello there.", "text: ''", "lines.0.text"),
        ("text: Wait.", "says: Wait.", "lines.1.says: unknown key; known: text"),
        ("pitch: 1.1", "pich: 1.1", "voices.calm.pich: unknown key; known: pitch"),
        ("pitch: 1.1", "pitch: 9", "voices.calm.pitch"),
        ("route: human", "route: robot", "lines.1.expect.route"),
        ("interrupt_after_ms: 1200", "interrupt_after_ms: -5", "lines.1.interrupt_after_ms"),
        (
            "file: one.wav, voice",
            "file: one.wav, interrupt_after_ms: 5, voice",
            "nothing to interr",
        ),
        ("title: A call", "title: [", "script.yaml: line"),
    ],
)
def test_a_mistake_is_one_line_with_file_and_key(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    path = _write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(ConfigError) as caught:
        load_script(path, with_audio=False)
    assert str(path) in str(caught.value)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_recording_is_named_and_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"lines\.0\.file: no .*one\.wav; make it with"):
        load_script(_write(tmp_path, GOOD))


def test_a_missing_script_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.yaml: no such file"):
        load_script(tmp_path / "none.yaml")


def test_the_shipped_script_fits_its_playbook() -> None:
    folder = pipelines_folder() / "bank"
    script = load_script(folder / "demo" / "script.yaml")
    playbook = load_playbook(folder)
    for line in script.lines:
        if line.expect.intent is not None:
            intent = playbook.intents[line.expect.intent]
            assert line.expect.route in (None, intent.route), line.text
    assert any(line.interrupt_after_ms for line in script.lines)


def test_the_shipped_recordings_are_telephone_speech() -> None:
    folder = pipelines_folder() / "bank" / "demo"
    script = load_script(folder / "script.yaml")
    for line in script.lines:
        samples, rate_hz = read_wav(folder / line.file)
        begin, end = speech_bounds(samples, rate_hz)
        assert rate_hz == 8000
        assert end - begin > 0.3 * rate_hz
        assert samples.size - end < 0.2 * rate_hz, line.file
    assert {path.name for path in folder.glob("*.wav")} == {line.file for line in script.lines}
    assert sum(path.stat().st_size for path in folder.iterdir()) < 1_500_000
