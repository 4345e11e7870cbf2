"""The demo script: what the caller says, when, in which voice, and what should come of it."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, model_validator

from voice_agent.core.errors import ConfigError
from voice_agent.core.strict import Strict
from voice_agent.core.turn import RouteTo
from voice_agent.demo.backend import Backend
from voice_agent.playbook.load import read_yaml, validate


class Voice(Strict):
    """Voice of a line; read by ``voice_agent.demo.make_audio`` alone.

    Attributes:
        pitch: Factor on pitch and formants together: above 1 a smaller person.
        length_scale: Piper's pace: below 1 is faster.
        noise_scale: Piper's variation of sound.
        noise_w_scale: Piper's variation of rhythm.
        level_dbfs: Level of the speech.
    """

    pitch: float = Field(1.0, ge=0.7, le=1.5)
    length_scale: float = Field(1.0, ge=0.5, le=2.0)
    noise_scale: float = Field(0.667, ge=0.0, le=1.5)
    noise_w_scale: float = Field(0.8, ge=0.0, le=1.5)
    level_dbfs: float = Field(-22.0, ge=-40.0, le=-10.0)


class Expect(Strict):
    """Expected result of a line. Only the keys that are given are compared."""

    route: RouteTo | None = None
    intent: str | None = None


class Line(Strict):
    """One thing the caller says.

    Attributes:
        text: The words.
        file: WAV file beside the script.
        voice: A name under ``voices``.
        interrupt_after_ms: Break in that long after the agent began to answer the line
            before. Without it the caller lets the agent finish.
        expect: What should come of it.
        note: What the line shows, for the display.
    """

    text: str = Field(min_length=1)
    file: str = Field(pattern=r"^[\w.-]+\.wav$")
    voice: str
    interrupt_after_ms: float | None = Field(None, ge=0.0, le=10000.0)
    expect: Expect = Expect()
    note: str = ""


class Script(Strict):
    """A whole call from the caller's side.

    Attributes:
        title: One line for the display.
        think_ms: Pause between the agent's last word and the caller's next.
        noise_dbfs: Line noise, in the files and between them.
        voices: Voices by name.
        lines: What is said, in order.
        backend: Server that carries out the actions.
        folder: Folder of the script and its files.
    """

    title: str
    think_ms: float = Field(500.0, ge=0.0, le=10000.0)
    noise_dbfs: float = Field(-50.0, ge=-90.0, le=-40.0)
    voices: dict[str, Voice]
    lines: list[Line] = Field(min_length=1)
    backend: Backend | None = None
    folder: Path

    @model_validator(mode="after")
    def _names_exist(self) -> Script:
        for number, line in enumerate(self.lines):
            if line.voice not in self.voices:
                raise ValueError(
                    f"lines.{number}.voice: no voice '{line.voice}'; "
                    f"known: {', '.join(sorted(self.voices)) or 'none'}"
                )
        if self.lines[0].interrupt_after_ms is not None:
            raise ValueError("lines.0.interrupt_after_ms: the first line has nothing to interrupt")
        return self


def load_script(path: Path, *, with_audio: bool = True) -> Script:
    """Load and check a demo script.

    Args:
        path: The YAML file; its WAV files lie beside it.
        with_audio: Whether the WAV files must be there.

    Raises:
        ConfigError: A key is wrong or a WAV file is missing; the message names file and key.
    """
    script = validate(Script, {**read_yaml(path), "folder": path.parent}, path)
    for number, line in enumerate(script.lines):
        if with_audio and not (path.parent / line.file).is_file():
            raise ConfigError(
                f"{path}: lines.{number}.file: no {path.parent / line.file}; "
                "make it with 'python -m voice_agent.demo.make_audio'"
            )
    return script
