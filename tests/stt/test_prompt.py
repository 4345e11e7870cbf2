from __future__ import annotations

from pathlib import Path
from typing import Any

from voice_agent.language import en
from voice_agent.playbook.schema import Playbook
from voice_agent.stt.prompt import expected_words, vocabulary_prompt


def playbook(**changes: Any) -> Playbook:
    says = dict.fromkeys(("greeting", "llm_fallback", "action_failed", "handoff", "goodbye"), "x")
    data: dict[str, Any] = {
        "name": "Shop",
        "persona": "x",
        "says": {**says, "not_understood": ["x"], "not_heard": ["x"]},
        "entities": {
            "drink": {"kind": "list", "values": {"iced mocha": [], "espresso": []}},
            "milk": {
                "kind": "list",
                "values": {"skim milk": [], "soy milk": []},
                "modifiers": ["a lot of"],
            },
            "payee": {"kind": "name"},
            "amount": {"kind": "money"},
        },
        "intents": {"order": {"answer": "x"}},
        "vocabulary": ["Corner Coffee"],
        "phrases": {
            "order": [
                "can I have a {drink} with {milk}",
                "make it a {drink}",
                "send it to [Anna](payee)",
                "send {amount} for espresso",
                "for [soy milk](milk) I pay extra",
            ],
            "out_of_scope": ["tell Corner Coffee a joke about espresso"],
        },
        "folder": Path(),
    }
    return Playbook.model_validate({**data, **changes})


def test_values_stand_in_sentences_of_the_playbook() -> None:
    prompt = vocabulary_prompt(playbook())
    assert "Can I have an iced mocha with a lot of skim milk?" in prompt or (
        "Can I have an espresso with a lot of skim milk?" in prompt
    )
    assert "For soy milk I pay extra." in prompt


def test_every_term_is_there_once_there_is_room() -> None:
    prompt = vocabulary_prompt(playbook()).lower()
    for term in ("iced mocha", "espresso", "skim milk", "soy milk", "a lot of", "corner coffee"):
        assert term in prompt


def test_words_no_phrase_holds_come_first_as_a_list() -> None:
    assert vocabulary_prompt(playbook()).startswith("Corner Coffee.")


def test_names_amounts_and_foreign_sentences_are_left_out() -> None:
    prompt = vocabulary_prompt(playbook())
    assert "Anna" not in prompt
    assert "joke" not in prompt
    assert "{" not in prompt
    assert "[" not in prompt


def test_it_is_never_longer_than_asked() -> None:
    for most in (0, 1, 20, 60, 100, 560):
        assert len(vocabulary_prompt(playbook(), max_chars=most)) <= most


def test_every_sentence_ends() -> None:
    prompt = vocabulary_prompt(playbook())
    assert prompt[-1] in ".?"
    assert prompt == vocabulary_prompt(playbook())


def test_a_playbook_without_words_has_no_prompt() -> None:
    assert vocabulary_prompt(playbook(entities={}, vocabulary=[], phrases={})) == ""


def test_digits_are_shown_one_by_one_where_callers_say_some() -> None:
    entities = {"pin": {"kind": "digits"}}
    prompt = vocabulary_prompt(playbook(entities=entities, vocabulary=[], phrases={}))
    assert "4 4 1 7" in prompt
    assert "4 4 1 7" not in vocabulary_prompt(playbook())


def test_words_of_values_and_vocabulary_are_expected_once_and_short_ones_not() -> None:
    words = expected_words(playbook())
    assert {"mocha", "espresso", "milk", "Corner", "Coffee"} <= set(words)
    assert len(words) == len(set(words))
    assert min(map(len, words)) >= 4
    assert "Anna" not in words


def test_words_for_a_person_are_expected_whatever_the_playbook_says() -> None:
    words = expected_words(playbook(entities={}, vocabulary=[], phrases={}))
    assert {"operator", "Operator"} <= set(words)
    assert {word.lower() for word in words} == set(en.recogniser.expected_words)
