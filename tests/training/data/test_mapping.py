"""A playbook's datasets.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest
from toy_corpus import write_playbook

from voice_agent.core.errors import ConfigError
from voice_agent.training.data.corpus import build_corpus
from voice_agent.training.data.mapping import load_mapping


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"shared": {"person": "nobody"}}, "no such intents: nobody"),
        ({"sets": {"clinc150": {"intents": {"a": "b"}}}}, "no such intents: b"),
        ({"sets": {"nlupp": {"entities": {"a": "b"}}}}, "no such entities: b"),
        ({"sets": {"clinc150": {"rest": "keep"}}}, "sets.clinc150.rest"),
        ({"escalation": {"move": "theft"}}, "escalation.move"),
        ({"escalation": {"move": {"reason": "fraud", "words": []}}}, "escalation.move"),
        ({"escalation": {"stolen": "fraud"}}, "no such intents: stolen"),
        ({"surprise": 1}, "surprise: unknown key"),
    ],
)
def test_mistakes_in_datasets_yaml_name_the_key(
    tmp_path: Path, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        load_mapping(write_playbook(tmp_path, **changes))


def test_the_words_of_a_line_decide_whether_a_person_is_needed(tmp_path: Path) -> None:
    lines = ["I lost it", "it was Stolen", "they {amount} ran off with it", "I <lost|stole> it"]
    playbook = write_playbook(
        tmp_path,
        compositions={"move": lines},
        escalation={"move": {"reason": "fraud", "words": ["stolen", "ran off with", "stole"]}},
    )
    rows = [row for row in build_corpus(playbook, None, 1).rows if row.group == "compositions"]

    # The last line comes out either way, so it teaches neither.
    assert [row.escalation for row in rows] == ["none", "fraud", "fraud", None]


def test_a_word_in_another_is_no_word_of_a_reason(tmp_path: Path) -> None:
    by_words = {"reason": "fraud", "words": ["took"], "otherwise": None}
    playbook = write_playbook(
        tmp_path, compositions={"move": ["I mistook it", "they took it"]},
        escalation={"move": by_words},
    )  # fmt: skip
    rows = [row for row in build_corpus(playbook, None, 1).rows if row.group == "compositions"]

    assert [row.escalation for row in rows] == [None, "fraud"]
