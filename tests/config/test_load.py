from pathlib import Path

import pytest

from voice_agent.config.load import load_pipeline
from voice_agent.core.errors import ConfigError

GOOD = """
playbook: book
stages:
  vad: {engine: silero, budget_ms: 200}
  turns: {engine: smart_turn, budget_ms: 100}
  stt: {engine: whisper, args: {threads: 2}, budget_ms: 250}
  slm: {engine: onnx, budget_ms: 10}
  router: {budget_ms: 5}
  answer: {budget_ms: 10}
  tts: {engine: piper, budget_ms: 150}
"""


def load(tmp_path: Path, text: str) -> None:
    path = tmp_path / "line.yaml"
    path.write_text(text)
    load_pipeline(str(path))


def test_a_good_file_gives_engines_and_budgets(tmp_path: Path) -> None:
    (tmp_path / "line.yaml").write_text(GOOD)
    config = load_pipeline(str(tmp_path / "line.yaml"))
    assert config.playbook_folder == (tmp_path / "book").resolve()
    stt = config.budgets().stages["stt"]
    assert (stt.ms, stt.deadline_ms, stt.on_overrun) == (250, 750, "clarify")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "silero",
            "sliero",
            r"line.yaml: stages.vad.engine: unknown engine 'sliero'; known: silero",
        ),
        (
            "{threads: 2}",
            "{treads: 2}",
            r"stages.stt.args.treads: unknown argument.*known:.*threads",
        ),
        ("{threads: 2}", "{threads: two}", r"stages.stt.args.threads: expected int, got 'two'"),
        ("budget_ms: 250", "budget: 250", r"stages.stt.budget: unknown key; known: engine, args"),
        ("budget_ms: 250", "budget_ms: -1", r"stages.stt.budget_ms: .*greater than 0"),
        ("  tts:", "  ttts:", r"stages.ttts: unknown stage; known: .*tts"),
        ("  tts: {engine: piper, budget_ms: 150}", "", r"stages.tts: missing; a pipeline needs"),
        ("engine: piper, ", "", r"stages.tts.engine: missing; known: piper"),
        ("playbook: book", "playbok: book", r"playbok: unknown key|playbook: Field required"),
        ("router: {", "router: {engine: x, ", r"stages.router: takes only budget_ms"),
        (
            "engine: piper,",
            "engine: piper, on_overrun: human,",
            r"stages.tts.on_overrun: 'human' is not something .* can do; known: cached, log",
        ),
        ("stages:", "stages: [", r"line.yaml: line \d+"),
    ],
)
def test_a_mistake_is_one_line_that_names_file_key_and_choices(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    assert old in GOOD
    with pytest.raises(ConfigError, match=expected) as caught:
        load(tmp_path, GOOD.replace(old, new))
    assert "\n" not in str(caught.value)


def test_an_unknown_name_lists_the_shipped_pipelines() -> None:
    with pytest.raises(ConfigError, match="shipped: bank, barista"):
        load_pipeline("bnak")


def test_a_missing_file_is_named() -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yaml: no such pipeline file"):
        load_pipeline("nowhere.yaml")


@pytest.mark.parametrize("name", ["bank", "barista"])
def test_the_shipped_pipelines_are_good(name: str) -> None:
    config = load_pipeline(name)
    assert (config.playbook_folder / "playbook.yaml").is_file()
    assert set(config.budgets().stages) >= {"vad", "stt", "slm", "tts"}


def test_the_whole_turn_has_a_deadline_too(tmp_path: Path) -> None:
    path = tmp_path / "line.yaml"
    path.write_text(GOOD + "turn_budget_ms: 500\n")
    budgets = load_pipeline(str(path)).budgets()
    assert (budgets.turn_deadline_ms, budgets.turn_on_overrun) == (2000, "fallback")
    path.write_text(GOOD + "turn_deadline_ms: 900\nturn_on_overrun: human\n")
    budgets = load_pipeline(str(path)).budgets()
    assert (budgets.turn_deadline_ms, budgets.turn_on_overrun) == (900, "human")
    path.write_text(GOOD + "turn_on_overrun: shout\n")
    with pytest.raises(ConfigError, match=r"turn_on_overrun: .*'fallback', 'clarify' or 'human'"):
        load_pipeline(str(path))
