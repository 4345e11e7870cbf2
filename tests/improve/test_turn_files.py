from __future__ import annotations

from pathlib import Path

import pytest
from fakes import playbook

from voice_agent.core.errors import ConfigError
from voice_agent.improve.files import TurnEntry, read_turns, words_of, write_atomically, write_turns

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


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "turns.yaml"
    file.write_text("old")

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refuse)
        with pytest.raises(ConfigError, match="cannot be written: Permission denied"):
            write_atomically(file, "new")
    assert [p.name for p in tmp_path.iterdir()] == ["turns.yaml"]
    assert file.read_text() == "old"
    with pytest.raises(ConfigError, match="cannot be written"):
        write_atomically(tmp_path / "none" / "x.yaml", "new")


def test_marks_are_taken_off_and_masks_get_words_to_read() -> None:
    assert words_of("send [$5](amount) to [Bob](payee)", BOOK) == "send $5 to Bob"
    assert "[" not in words_of("send $5 to [payee] and [digits] or [email]", BOOK)
    assert words_of("[payee 2] again", BOOK) == words_of("[payee] again", BOOK)
    with pytest.raises(ConfigError):
        words_of("send {amount}", BOOK)


def test_the_same_words_are_the_same_turn() -> None:
    one = TurnEntry(say="Send [five](amount), please!", asked="To whom?")
    other = TurnEntry(say="send five please", asked="to whom")
    assert one.key == other.key
    assert one.key != TurnEntry(say="send five please").key
