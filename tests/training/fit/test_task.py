"""A playbook's task: what is trained on, and that what is measured is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from voice_agent.core.errors import ConfigError
from voice_agent.core.resources import pipelines_folder
from voice_agent.playbook.load import load_playbook
from voice_agent.playbook.phrases import normalised, parse_phrase
from voice_agent.playbook.schema import Playbook
from voice_agent.playbook.turn_files import heldout_texts
from voice_agent.training.data.duplicates import text_of
from voice_agent.training.fit.recipe import Recipe
from voice_agent.training.fit.task import playbook_task

SAYS = {
    "greeting": "Hello.",
    "not_understood": ["What?"],
    "not_heard": ["What?"],
    "llm_fallback": "Sorry.",
    "action_failed": "Sorry.",
    "handoff": "Wait.",
    "goodbye": "Bye.",
}


HELDOUT = {
    "groups": {
        "wishes": [
            {"say": "please tell me what my balance is", "intent": "balance"},
            {"say": "balance please", "intent": "balance"},
        ]
    }
}


def write_playbook(folder: Path, **more: object) -> Playbook:
    folder.mkdir(exist_ok=True)
    files: dict[str, object] = {
        "playbook": {
            "name": "Toy",
            "persona": "A toy.",
            "says": SAYS,
            "entities": {"amount": {"kind": "money"}},
            "intents": {"balance": {"answer": "Plenty."}},
        },
        "phrases": {
            "balance": [
                "what is my balance",
                "balance please",
                "Please tell me what my balance is!",
                "<please|> tell me what my balance <is|was>",
            ]
        },
        "heldout": HELDOUT,
    } | more
    for name, content in files.items():
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return load_playbook(folder)


def test_a_heldout_sentence_is_not_trained_on_but_what_everybody_says_is(tmp_path: Path) -> None:
    task = playbook_task(write_playbook(tmp_path / "toy"), None)
    texts = {text_of(one.phrase) for one in task.rows}

    assert task.removed == 1
    assert "Please tell me what my balance is!" not in texts
    assert "balance please" in texts
    assert "please tell me what my balance is" in task.forbidden
    assert "balance please" not in task.forbidden


@pytest.mark.parametrize("name", ["bank", "barista"])
def test_no_heldout_turn_of_a_shipped_playbook_is_trained_on(name: str) -> None:
    playbook = load_playbook(pipelines_folder() / name)
    task = playbook_task(playbook, None)
    forbidden = heldout_texts(playbook)

    assert len(forbidden) > 20
    assert task.forbidden >= forbidden
    texts = (text_of(one.phrase) for one in task.rows if one.split != "test")
    assert not forbidden & {normalised(text) for text in texts if text}


def test_shared_turns_bring_the_heads_for_mood_and_reasoning(tmp_path: Path) -> None:
    task = playbook_task(write_playbook(tmp_path / "toy"), None)
    train = task.split("train")

    assert task.labels.heads["sentiment"] == 3
    assert task.labels.heads["reasoning"] == 2
    assert {one.sentiment for one in train} == {"negative", "neutral", "positive", None}
    assert {one.reasoning for one in train} == {True, False, None}
    assert {one.sentiment for one in train if one.escalation == "anger"} == {"negative"}
    assert {one.group for one in task.split("test")} == {"sentiment", "reasoning"}


def test_learned_and_heard_turns_are_trained_on(tmp_path: Path) -> None:
    learned = {
        "turns": [
            {"say": "how much have I got", "intent": "balance", "asked": "What else?"},
            {"say": "not [ten dollars](amount)", "intent": ["balance", "out_of_scope"]},
        ]
    }
    heard = {"spoken": 2, "word_error_rate": 0.1, "phrases": {"balance": ["what is my ballots"]}}
    task = playbook_task(write_playbook(tmp_path / "toy", learned=learned, heard=heard), None)
    found = {text_of(one.phrase): one for one in task.rows if one.group in {"learned", "heard"}}

    assert set(found) == {"how much have I got", "not ten dollars", "what is my ballots"}
    assert found["how much have I got"].asked == parse_phrase("What else?", ())
    assert not found["how much have I got"].tagged
    assert found["not ten dollars"].phrase.entities == {"amount"}
    assert found["what is my ballots"].split == "train"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("learned", {"turns": [{"say": "x", "intent": "nothing"}]}, "no intent 'nothing'"),
        ("learned", {"turns": [{"say": "x"}]}, "intent"),
        ("heard", {"phrases": {"nothing": ["x"]}}, "no intent 'nothing'"),
    ],
)
def test_mistakes_in_labelled_turns_name_the_file(
    tmp_path: Path, name: str, content: object, message: str
) -> None:
    playbook = write_playbook(tmp_path / "toy", **{name: content})

    with pytest.raises(ConfigError, match=rf"{name}\.yaml.*{message}"):
        playbook_task(playbook, None)


def test_few_phrases_are_read_twice_and_make_intents_even() -> None:
    playbook = load_playbook(pipelines_folder() / "barista")
    few = playbook.model_copy(
        update={"phrases": {name: lines[:10] for name, lines in playbook.phrases.items()}}
    )
    recipe = Recipe(few=20)

    assert playbook_task(playbook, None, recipe).recipe == recipe
    assert playbook_task(few, None, recipe).recipe == replace(
        recipe, even=True, agreement=1.0, contrast=0.5, average=0.99
    )
    assert playbook_task(few, None, replace(recipe, few=10)).recipe.agreement == 0.0
