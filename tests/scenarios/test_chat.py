"""A call by typing in the terminal."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from rich.console import Console
from typed_engines import typed_engines

from voice_agent.scenarios import chat as chat_module
from voice_agent.scenarios.chat import chat


def console(lines: list[str]) -> tuple[Console, io.StringIO]:
    shown = io.StringIO()
    made = Console(file=shown, width=200, color_system=None)
    typed: Iterator[str] = iter(lines)

    def read(_prompt: str = "") -> str:
        line = next(typed, None)
        if line is None:
            raise EOFError
        return line

    made.input = read  # type: ignore[method-assign, assignment]
    return made, shown


@pytest.fixture(autouse=True)
def engines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_module, "load_pipeline", lambda name: None)
    monkeypatch.setattr(chat_module, "load_engines", lambda config, stages: typed_engines())


async def test_what_was_understood_is_shown_beside_the_answer() -> None:
    talk, shown = console(["my balance", "", "bye"])
    await chat("bank", talk)
    text = shown.getvalue()
    assert "Hello.  (agent)" in text
    assert "reads  balance 90%" in text
    assert "route  answer: balance (0.90)" in text
    assert "does   balance(account=checking): done" in text
    assert "Your checking balance is 10 dollars." in text
    assert "ended  completed" in text


async def test_keys_are_pressed_and_a_person_takes_over() -> None:
    talk, shown = console(["/0"])
    await chat("bank", talk)
    assert "hands over: pressed 0" in shown.getvalue()


async def test_who_types_nothing_more_hangs_up() -> None:
    talk, shown = console([])
    await chat("bank", talk)
    assert "ended" not in shown.getvalue()
