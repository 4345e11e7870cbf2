from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fakes import playbook
from recorded_calls import printed, quiet_console
from turns_to_label import intents

from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import OUT_OF_SCOPE
from voice_agent.improve.label import parse_answer, run_label
from voice_agent.playbook.turn_files import read_turns

BOOK = playbook()
CHOICES = ["balance", OUT_OF_SCOPE]


def typing(*lines: str | type[BaseException]) -> Callable[[str], str]:
    script: Iterator[str | type[BaseException]] = iter(lines)

    def ask(prompt: str) -> str:
        line = next(script)
        if isinstance(line, str):
            return line
        raise line

    return ask


def test_a_person_labels_by_number_name_and_reason(file: Path, pipeline: str) -> None:
    console = quiet_console()
    done = run_label(
        file, pipeline, ask=typing("2", "nonsense", "?", "thanks anger", "o"), console=console
    )
    assert done == 3
    assert intents(file) == ["balance", "thanks", "thanks", OUT_OF_SCOPE]
    turns = read_turns(file)
    assert turns[1].escalation == "anger"
    assert [turn.by for turn in turns] == ["person", "person", None, "person"]
    assert "1: fees  2: balance" in printed(console)
    assert "no intent nonsense" in printed(console)
    assert "agent:  Hello." in printed(console)


@pytest.mark.parametrize("stop", ["q", KeyboardInterrupt, EOFError])
def test_stopping_keeps_what_is_done_and_goes_on_there(
    file: Path, pipeline: str, stop: str | type[BaseException]
) -> None:
    console = quiet_console()
    assert run_label(file, pipeline, ask=typing("1", stop), console=console) == 1
    assert "1 labelled, 2 left" in printed(console)
    assert intents(file) == ["fees", None, "thanks", None]
    assert run_label(file, pipeline, ask=typing("s", "o"), console=quiet_console()) == 1
    assert intents(file) == ["fees", None, "thanks", OUT_OF_SCOPE]


def test_each_answer_is_saved_before_the_next_question(file: Path, pipeline: str) -> None:
    seen = []

    def ask(prompt: str) -> str:
        seen.append(intents(file)[0])
        return "fees" if len(seen) == 1 else "q"

    run_label(file, pipeline, ask=ask, console=quiet_console())
    assert seen == [None, "fees"]


def test_nothing_to_label_asks_nothing(tmp_path: Path, pipeline: str) -> None:
    file = tmp_path / "none.yaml"
    file.write_text("turns:\n")
    assert run_label(file, pipeline, ask=typing(), console=quiet_console()) == 0


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("1", {"intent": "balance"}),
        ("2 fraud", {"intent": OUT_OF_SCOPE, "escalation": "fraud"}),
        ("o", {"intent": OUT_OF_SCOPE}),
        ("transf", {"intent": "transfer"}),
        ("transfer none", {"intent": "transfer", "escalation": "none"}),
    ],
)
def test_what_may_be_typed(typed: str, label: dict[str, str]) -> None:
    assert parse_answer(typed, CHOICES, BOOK) == label


@pytest.mark.parametrize("typed", ["0", "3", "a", "zzz", "1 rage", "b x"])
def test_what_may_not_be_typed(typed: str) -> None:
    with pytest.raises(ConfigError):
        parse_answer(typed, CHOICES, BOOK)
