"""What callers say besides the playbook's phrases."""

from __future__ import annotations

from random import Random

import pytest

from voice_agent.language import en
from voice_agent.language.specs import EntitySpec
from voice_agent.scenarios.simulate.sentences import noun, sentence, tidy


@pytest.mark.parametrize("seed", range(12))
def test_a_yes_is_a_yes_and_a_no_is_none(seed: int) -> None:
    rng = Random(seed)
    assert en.confirmation(sentence("yes", rng), "affirm") == "yes"
    assert en.confirmation(sentence("no", rng), "deny") == "no"
    said = sentence("correct", rng, value="Tom")
    assert en.confirmation(said, "inform") != "yes"
    assert "Tom" in said


def test_a_sentence_begins_with_a_capital_and_ends_once() -> None:
    said = {sentence("answer", Random(seed), value="tomorrow.") for seed in range(20)}
    assert all(one[0].isupper() and ".." not in one for one in said)


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("send it on tomorrow", "send it tomorrow"),
        ("book it on in three days", "book it in three days"),
        ("on Monday", "on Monday"),
        ("to  Tom..", "to Tom."),
    ],
)
def test_a_filled_gap_is_mended(broken: str, mended: str) -> None:
    assert tidy(broken) == mended


def test_a_detail_has_a_word_of_its_own() -> None:
    listed = EntitySpec(kind="list", values={"a": []})
    assert noun("coffeeDrink", listed, Random(1)) == "coffee drink"
    assert noun("zip_code", EntitySpec(kind="digits"), Random(1)) == "zip code"
    assert noun("amount", EntitySpec(kind="money"), Random(1)) in ("amount", "sum")
