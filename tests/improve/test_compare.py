from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any, cast

import pytest
from fakes import TODAY, playbook
from recorded_calls import TableReader, printed, quiet_console, write_pipeline

from voice_agent.core.errors import ConfigError
from voice_agent.improve.compare import McNemar, compare, run_compare
from voice_agent.knowledge.index import Knowledge
from voice_agent.language import en
from voice_agent.playbook.turn_files import LabelledTurn
from voice_agent.slm.model import SlmEngine

BOOK = playbook()
WORDS = [f"these are the words number {i}" for i in range(12)]


@pytest.mark.parametrize(
    ("only_old", "only_new", "p", "verdict"),
    [
        (0, 0, 1.0, "no difference shown"),
        (0, 5, 0.0625, "no difference shown"),
        (0, 6, 0.03125, "better"),
        (6, 0, 0.03125, "worse"),
        (10, 2, 0.03857, "worse"),
        (8, 8, 1.0, "no difference shown"),
        (700, 600, 0.00596, "worse"),
    ],
)
def test_mcnemars_exact_test(only_old: int, only_new: int, p: float, verdict: str) -> None:
    test = McNemar(only_old, only_new)
    assert test.p == pytest.approx(p, abs=1e-4)
    assert test.verdict == verdict


def engines(
    old: dict[str, tuple[str, float]], new: dict[str, tuple[str, float]]
) -> tuple[SlmEngine, SlmEngine]:
    return cast(SlmEngine, TableReader(old)), cast(SlmEngine, TableReader(new))


def all_as(intent: str, confidence: float = 0.9) -> dict[str, tuple[str, float]]:
    return dict.fromkeys(WORDS, (intent, confidence))


def of(old: dict[str, tuple[str, float]], new: dict[str, tuple[str, float]], **labels: Any) -> Any:
    turns = [LabelledTurn.model_validate({"say": words, **labels}) for words in WORDS]
    clock = itertools.count().__next__
    return compare(engines(old, new), turns, BOOK, Knowledge([], en), TODAY, lambda: float(clock()))


def test_a_better_a_worse_and_an_equal_model() -> None:
    good, bad = all_as("balance"), all_as("thanks")
    better = of(bad, good, intent="balance")
    assert (better.verdict, better.right, better.agreement) == ("better", (0, 12), 0.0)
    assert of(good, bad, intent="balance").verdict == "worse"
    equal = of(good, good, intent="balance")
    assert (equal.verdict, equal.right, equal.agreement) == ("no difference shown", (12, 12), 1.0)
    assert equal.latency_ms == ((1000.0, 1000.0), (1000.0, 1000.0))


def test_routes_that_change_are_listed_and_need_no_label() -> None:
    found = of(all_as("balance"), all_as("balance", 0.2))
    assert found.verdict == "nothing labelled"
    assert found.moved == {("answer", "llm"): 12}
    assert found.changed[0] == (WORDS[0], "answer", "llm")
    assert found.agreement == 1.0


def test_a_model_that_misses_people_in_need_is_worse_whatever_else_it_can() -> None:
    found = of(all_as("person"), all_as("balance"), intent=["person", "balance"], person=True)
    assert found.right == (12, 12)
    assert (found.caught, found.humans) == ((12, 0), 12)
    assert found.verdict == "worse"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="gone: no such folder of a model"):
        run_compare(tmp_path, tmp_path / "gone", "bank", [])


def test_the_report_says_what_was_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline = write_pipeline(tmp_path, [{"say": words, "intent": "balance"} for words in WORDS])
    tables = {"old": all_as("thanks"), "new": all_as("balance")}
    for name in tables:
        (tmp_path / name).mkdir()
    monkeypatch.setattr(SlmEngine, "load", lambda folder, book: TableReader(tables[folder.name]))
    console = quiet_console()
    run_compare(tmp_path / "old", tmp_path / "new", str(pipeline), [], console=console)
    text = printed(console)
    assert "only the old has 0 right, only the new 12 (McNemar's exact test: p < 0.001)" in text
    assert "verdict on the new model: better" in text
