"""The labelled turns keep what their guidelines promise."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.accuracy.labelled_turns import CarefulTurn, load_turns
from voice_agent.core.errors import ConfigError
from voice_agent.core.resources import pipelines_folder
from voice_agent.core.turn import OUT_OF_SCOPE
from voice_agent.playbook.load import load_playbook, read_yaml
from voice_agent.playbook.phrases import normalised
from voice_agent.training.data.duplicates import texts_of
from voice_agent.training.fit.task import playbook_task


@pytest.fixture(scope="module")
def turns() -> list[CarefulTurn]:
    return load_turns()


@pytest.fixture(scope="module")
def intents() -> dict[str, dict[str, object]]:
    read: dict[str, dict[str, object]]
    read = read_yaml(pipelines_folder() / "bank" / "playbook.yaml")["intents"]
    return read


def harmless(turn: CarefulTurn, intents: dict[str, dict[str, object]]) -> bool:
    routes = {intents.get(name, {}).get("route") for name in turn.intents}
    return turn.escalation == "none" and not turn.needs_llm and routes != {"human"}


def test_there_are_enough_turns_of_every_kind(turns: list[CarefulTurn]) -> None:
    reasons = Counter(turn.escalation for turn in turns)
    assert len(turns) >= 640
    assert reasons["anger"] >= 80
    assert reasons["complaint"] >= 60
    assert reasons["fraud"] >= 80
    assert reasons["emergency"] >= 30
    assert sum(turn.needs_llm for turn in turns) >= 110
    assert sum(bool(turn.asked) for turn in turns) >= 80


def test_there_are_enough_plain_and_wrapped_wishes_for_a_person(turns: list[CarefulTurn]) -> None:
    wishes = [turn for turn in turns if turn.person]
    plain = [
        turn
        for turn in wishes
        if turn.escalation == "person" and turn.intents == ("speak_to_human",)
    ]
    assert len(wishes) >= 90
    assert len(plain) >= 50
    assert len(wishes) - len(plain) >= 30


def test_there_are_enough_turns_for_no_human_and_hard_ones_among_them(
    turns: list[CarefulTurn], intents: dict[str, dict[str, object]]
) -> None:
    calm = [turn for turn in turns if harmless(turn, intents)]
    traps = Counter(turn.looks_like for turn in calm)
    looks_complex = traps.pop("complex")
    traps.pop(None)
    assert len(calm) >= 250
    assert sum(traps.values()) >= 80
    assert set(traps) == {"person", "anger", "complaint", "fraud", "emergency"}
    assert looks_complex >= 40


def test_no_turn_stands_twice(turns: list[CarefulTurn]) -> None:
    said = Counter(
        " ".join(re.findall(r"[a-z0-9']+", f"{turn.asked} | {turn.say}".lower())) for turn in turns
    )
    assert [words for words, times in said.items() if times > 1] == []


def test_no_turn_is_trained_on(turns: list[CarefulTurn]) -> None:
    taught = texts_of(playbook_task(load_playbook(pipelines_folder() / "bank"), None).rows)
    # "Yes please" is what everybody says.
    whole = [turn.say for turn in turns if len(turn.say.split()) > 2]

    assert [say for say in whole if normalised(say) in taught] == []


def test_every_intent_is_one_of_the_playbook_and_every_one_is_tested(
    turns: list[CarefulTurn], intents: dict[str, dict[str, object]]
) -> None:
    assert {name for turn in turns for name in turn.intents} == {*intents, OUT_OF_SCOPE}
    assert [turn.say for turn in turns if len(set(turn.intents)) < len(turn.intents)] == []


GOOD = 'say: "hello", intent: greeting'


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ('say: "hello"', "intent: "),
        ('say: " ", intent: greeting', "say: "),
        ('say: "a", intent: []', "intent: "),
        ('say: "a", intent: [greeting, no]', "intent.1: "),
        ("say: no, intent: greeting", "put it in quotes"),
        (f"{GOOD}, escalation: rage", "escalation: "),
        (f"{GOOD}, mood: bad", "mood: unknown key; known: say, asked, intent"),
        (f"{GOOD}, person: true", "person is true"),
        (f"{GOOD}, escalation: person", "so person is true"),
        (f"{GOOD}, escalation: fraud, needs_llm: true", "needs_llm is false"),
        (f"{GOOD}, escalation: anger", "sentiment is negative"),
        (f"{GOOD}, escalation: fraud, looks_like: fraud", "not harmless"),
        (f"{GOOD}, needs_llm: true, looks_like: complex", "not harmless"),
    ],
)
def test_a_bad_row_is_named_in_one_line(tmp_path: Path, row: str, problem: str) -> None:
    file = tmp_path / "turns.yaml"
    file.write_text(f"turns:\n  - {{{GOOD}}}\n  - {{{row}}}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        load_turns(file)
    assert f"{file}: turn 2: " in str(error.value)
    assert problem in str(error.value)
    assert "\n" not in str(error.value)


def test_a_row_without_keys_is_named(tmp_path: Path) -> None:
    file = tmp_path / "turns.yaml"
    file.write_text("turns: [hello]\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="turn 1: expected a mapping of keys"):
        load_turns(file)


@pytest.mark.parametrize("text", ["turns: []\n", "turns: 3\n", "rows: []\n", "turns: [{}]\nx: 1\n"])
def test_a_file_without_turns_says_what_is_expected(tmp_path: Path, text: str) -> None:
    file = tmp_path / "turns.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="expected one key, 'turns'"):
        load_turns(file)


def test_keys_left_out_take_their_defaults(tmp_path: Path) -> None:
    file = tmp_path / "turns.yaml"
    file.write_text(
        'turns:\n  - {say: "hello", intent: greeting}\n'
        '  - {say: "a man", asked: "Who?", escalation: fraud, person: true,'
        " sentiment: negative, intent: [report_fraud, speak_to_human]}\n",
        encoding="utf-8",
    )
    plain, full = load_turns(file)
    assert plain == CarefulTurn(say="hello", intent=["greeting"])
    assert (plain.asked, plain.sentiment, plain.needs_llm) == ("", "neutral", False)
    assert full == CarefulTurn(
        say="a man",
        intent=["report_fraud", "speak_to_human"],
        asked="Who?",
        escalation="fraud",
        person=True,
        sentiment="negative",
    )
