"""Advice on phrases, with vectors of hashed letter triples instead of an encoder."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from rich.console import Console

from voice_agent.core.resources import pipelines_folder
from voice_agent.playbook import load_playbook
from voice_agent.training.measure.advice import (
    Advice,
    Duplicate,
    Unmarked,
    advise,
    plain,
    quick_classifier,
    show,
)

PHRASES = {
    "check_balance": [
        "what is my balance", "tell me my account balance", "how much money do I have",
        "balance of my savings please", "is there money left in my account",
        "how much money is in checking", "I want to know my balance", "current balance on savings",
    ],
    "lost_card": [
        "I lost my card", "my card is missing", "my card was stolen", "I cannot find my debit card",
        "somebody stole my card", "I left my card in a taxi", "the card is gone I lost it",
        "my debit card got lost",
    ],
    "opening_hours": [
        "when are you open", "what are your opening hours", "when do you close",
        "are you open on Sunday", "what time do you open", "opening hours please",
        "are you closed on Monday", "until what time are you open",
    ],
    "order_checks": [
        "order a new checkbook", "I need more paper checks", "send me a box of checks",
        "I ran out of checks", "can I order checks", "my checkbook is empty",
        "another book of checks please", "order more checks for me",
    ],
}  # fmt: skip
MISPLACED = {
    "opening_hours": "somebody stole my debit card",
    "lost_card": "what is the balance of my savings account",
    "check_balance": "can I order more checks please",
}
RIGHT = {
    "opening_hours": "lost_card",
    "lost_card": "check_balance",
    "check_balance": "order_checks",
}


def embed(sentences: Sequence[str]) -> NDArray[np.float32]:
    vectors = np.zeros((len(sentences), 512), dtype=np.float32)
    for row, sentence in enumerate(sentences):
        text = f"  {sentence.lower()}  "
        for start in range(len(text) - 2):
            vectors[row, zlib.crc32(text[start : start + 3].encode()) % 512] += 1.0
        for word in text.split():
            vectors[row, zlib.crc32(f"word {word}".encode()) % 512] += 2.0
    return vectors


def with_misplaced() -> dict[str, list[str]]:
    return {
        intent: [*lines, *filter(None, [MISPLACED.get(intent)])]
        for intent, lines in PHRASES.items()
    }


def test_phrases_under_the_wrong_intent_are_found_first() -> None:
    first = advise(with_misplaced(), embed).suspicious[:3]
    assert {one.intent: one.phrase for one in first} == MISPLACED
    assert {one.intent: one.likely for one in first} == RIGHT
    assert all(0.25 < one.probability <= 1.0 for one in first)


def test_near_misses_out_of_scope_come_last() -> None:
    beside = ["the weather is nice", "play some music", "somebody stole my bicycle",
              "I lost my debit card", "who won the game", "tell me a joke"]  # fmt: skip
    found = advise({**with_misplaced(), "out_of_scope": beside}, embed).suspicious
    kinds = [one.intent == "out_of_scope" for one in found]
    assert "I lost my debit card" in {one.phrase for one in found}
    assert kinds == sorted(kinds)
    assert not kinds[0]


def test_clean_phrases_raise_little_suspicion() -> None:
    found = advise(PHRASES, embed)
    assert len(found.suspicious) <= 2
    assert found.confusable == ()
    assert found.thin == ()


def test_the_same_arguments_give_the_same_advice() -> None:
    assert advise(with_misplaced(), embed, seed=5) == advise(with_misplaced(), embed, seed=5)


def test_intents_that_say_the_same_are_confusable() -> None:
    split = {
        **PHRASES,
        "card_gone": [
            "my card is lost", "I lost the debit card", "someone stole my card",
            "my card got stolen", "the card is missing", "I left the card in a shop",
            "cannot find the card", "my bank card was lost",
        ],
    }  # fmt: skip
    worst = advise(split, embed).confusable[0]
    assert {worst.first, worst.second} == {"lost_card", "card_gone"}
    assert worst.rate > 0.2
    assert set(worst.phrases) <= {*split["lost_card"], *split["card_gone"]}
    assert 0 < len(worst.phrases) <= 3


def test_thin_intents_and_single_phrases_do_not_get_in_the_way() -> None:
    few = {**PHRASES, "thanks": ["thank you"], "bye": ["goodbye", "bye bye"]}
    assert advise(few, embed).thin == ("thanks", "bye")
    assert advise({"only": ["one", "two"]}, embed) == Advice(thin=("only",))
    assert advise({}, embed) == Advice()


def test_the_same_words_under_two_intents_are_duplicates() -> None:
    phrases = {
        "freeze": ["please freeze my card", "turn the card off"],
        "unfreeze": ["unfreeze my card", "turn the card on"],
        "hold": ["can you freeze the card", "put it on hold", "say what"],
        "talk": ["what do I say", "what can you tell me"],
    }
    assert advise(phrases, embed).duplicates == (
        Duplicate("please freeze my card", "freeze", "can you freeze the card", "hold"),
    )


def test_words_marked_elsewhere_are_missed() -> None:
    phrases = {
        "move": ["move it to [savings](account)", "from [savings](account)", "into savings now"],
        "advice": ["should I use my [Savings](account)", "what is [a CD](account)", "is a CD good"],
    }
    assert advise(phrases, embed).unmarked == (
        Unmarked("into savings now", "move", "savings", "account"),
    )


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("send [ten dollars](amount) to {payee}", "send ten dollars to payee"),
        ("<can|could> you pay {due_date}", "can you pay due date"),
        ("<please|> go <a|<b|c>>", "please go a"),
    ],
)
def test_marks_gaps_and_choices_become_words(phrase: str, words: str) -> None:
    assert plain(phrase) == words


def test_everything_found_is_shown() -> None:
    console = Console(record=True, width=160)
    phrases = {**with_misplaced(), "thin": ["move it to [savings](account)"] * 2}
    show(advise(phrases, embed), console, most=2)
    text = console.export_text()
    assert "Fewer than 5 phrases: thin" in text
    assert "wrong intent (2 of " in text
    assert "somebody stole my debit card" in text
    show(Advice(), console)
    assert "Nothing to report" in console.export_text()


def test_shipped_phrases_are_read() -> None:
    phrases = load_playbook(pipelines_folder() / "barista").phrases
    found = advise(phrases, embed)
    assert found.thin == ()
    assert all(
        one.intent in phrases and one.phrase in phrases[one.intent] for one in found.suspicious
    )


def test_the_quick_classifier_reads_other_words() -> None:
    classify = quick_classifier(PHRASES, embed)
    said = ["is my card stolen", "how much money is left", "open on Saturday", "checks please"]
    assert classify(said) == ["lost_card", "check_balance", "opening_hours", "order_checks"]
