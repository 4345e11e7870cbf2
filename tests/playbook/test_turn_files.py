from __future__ import annotations

from pathlib import Path

import pytest
from fakes import playbook

from voice_agent.core.errors import ConfigError
from voice_agent.playbook.schema import Playbook
from voice_agent.playbook.turn_files import (
    HELDOUT_FILE,
    LabelledTurn,
    heldout_texts,
    labelled,
    read_groups,
    read_heard,
    read_turns,
    write_turns,
)

BOOK = playbook()


def test_a_file_comes_back_with_keys_it_does_not_know(tmp_path: Path) -> None:
    file = tmp_path / "turns.yaml"
    file.write_text(
        "turns:\n- {say: hi, intent: thanks, looks_like: anger, id: a/1}\n- say: 'no'\n"
    )
    turns = read_turns(file, BOOK)
    write_turns(file, turns, "# Mine.\n")
    assert read_turns(file, BOOK) == turns
    assert file.read_text().startswith("# Mine.\n")
    assert "looks_like: anger" in file.read_text()
    assert "escalation" not in file.read_text()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("turns: [", "turns.yaml: line"),
        ("turms: []", "expected a list 'turns:'"),
        ("- a", "expected a mapping"),
        ("turns: [{say: no}]", "turns.0.say: YAML reads False"),
        ("turns: [{say: ''}]", "turns.0.say"),
        ("turns: [{say: hi, intent: fly}]", "'hi': no intent 'fly'"),
        ("turns: [{say: hi, escalation: rage}]", "turns.0.escalation"),
    ],
)
def test_a_wrong_file_is_one_clear_error(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "turns.yaml"
    file.write_text(content)
    with pytest.raises(ConfigError, match=message) as caught:
        read_turns(file, BOOK)
    assert "\n" not in str(caught.value)


def test_the_same_words_are_the_same_turn() -> None:
    one = LabelledTurn(say="Send [five](amount), please!", asked="To whom?")
    other = LabelledTurn(say="send five please", asked="to whom")
    assert one.key == other.key
    assert one.key != LabelledTurn(say="send five please").key


def test_reasoning_has_two_names(tmp_path: Path) -> None:
    file = tmp_path / "turns.yaml"
    file.write_text("turns: [{say: a, needs_llm: true}, {say: b, reasoning: false}, {say: c}]\n")
    assert [turn.reasoning for turn in read_turns(file)] == [True, False, None]


@pytest.fixture
def book(tmp_path: Path) -> Playbook:
    return BOOK.model_copy(update={"folder": tmp_path})


def test_groups_are_read_with_their_names(book: Playbook) -> None:
    file = book.folder / HELDOUT_FILE
    file.write_text(
        "groups: {easy: [{say: hi, intent: thanks}]}\nturns: [{say: a, intent: thanks}]"
    )
    assert {name: len(turns) for name, turns in read_groups(file, book).items()} == {
        "easy": 1, "": 1
    }  # fmt: skip
    assert [turn.say for turn in labelled(read_turns(file, book))] == ["a", "hi"]


@pytest.mark.parametrize(
    ("turn", "message"),
    [
        ("{say: hi}", "groups.easy.0.intent"),
        ("{say: hi, intent: thanks, mood: bad}", "groups.easy.0.mood: unknown key; known: say"),
        ("{say: hi, intent: fly}", "'hi': no intent 'fly'"),
    ],
)
def test_turns_to_train_or_measure_on_are_labelled_and_have_no_other_keys(
    book: Playbook, turn: str, message: str
) -> None:
    file = book.folder / HELDOUT_FILE
    file.write_text(f"groups: {{easy: [{turn}]}}")
    with pytest.raises(ConfigError, match=message):
        read_groups(file, book)


def test_short_held_out_turns_may_be_learned(book: Playbook) -> None:
    assert heldout_texts(book) == set()
    (book.folder / HELDOUT_FILE).write_text(
        "groups: {a: [{say: 'Thanks!', intent: thanks},"
        " {say: 'I send [five](amount), now', intent: thanks}]}"
    )
    assert heldout_texts(book) == {"i send five now"}


def test_heard_sentences_are_of_intents_that_are_there(book: Playbook) -> None:
    file = book.folder / "heard.yaml"
    file.write_text("{spoken: 3, word_error_rate: 0.1, phrases: {thanks: [tanks]}}")
    assert read_heard(file, book).phrases == {"thanks": ["tanks"]}
    file.write_text("phrases: {fly: [fly]}")
    with pytest.raises(ConfigError, match="no intent 'fly'"):
        read_heard(file, book)
    file.write_text("phrase: {}")
    with pytest.raises(ConfigError, match="phrase: unknown key"):
        read_heard(file, book)
