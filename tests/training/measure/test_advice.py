"""Advice on phrases, with vectors of hashed letter triples instead of an encoder."""

from __future__ import annotations

import pytest
from toy_phrases import MISPLACED, PHRASES, RIGHT, embed, with_misplaced

from voice_agent.core.resources import pipelines_folder
from voice_agent.playbook import load_playbook
from voice_agent.training.measure.advice import Advice, Duplicate, Unmarked, advise


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


@pytest.mark.slow
def test_shipped_phrases_are_read() -> None:
    phrases = load_playbook(pipelines_folder() / "barista").phrases
    found = advise(phrases, embed)
    assert found.thin == ()
    assert all(
        one.intent in phrases and one.phrase in phrases[one.intent] for one in found.suspicious
    )
