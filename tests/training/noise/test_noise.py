"""Spoilt sentences: marks stay on their words, rates are kept, chance is seeded."""

from __future__ import annotations

import gzip
from pathlib import Path
from random import Random

import pytest

from voice_agent.playbook.phrases import Realised, parse_phrase
from voice_agent.training.noise.aligning import word_errors
from voice_agent.training.noise.confusions import Confusions
from voice_agent.training.noise.noise import Noise, add_errors, cut_off

SAID = Realised(
    "please pay the water bill, $1,250 on Friday", ((15, 25, "bill"), (27, 33, "amount"))
)
TEXT = "i would like to move two hundred dollars from my checking account to savings on friday"


def spans(sentence: Realised) -> list[tuple[str, str]]:
    return [(sentence.text[start:end], name) for start, end, name in sentence.spans]


def only(**kept: float) -> Noise:
    """No noise but what is named."""
    quiet = {"misheard": 0, "fillers": 0, "plain": 1, "restarts": 0, "spelled": 0}
    return Noise(**{**quiet, **kept})  # type: ignore[arg-type]


def test_without_noise_only_case_and_punctuation_go() -> None:
    noisy = only().apply(SAID, Random(1))
    assert noisy.text == "please pay the water bill $1,250 on friday"
    assert spans(noisy) == [("water bill", "bill"), ("$1,250", "amount")]


def test_numerals_become_words_and_stay_marked() -> None:
    noisy = only(spelled=1).apply(SAID, Random(1))
    amount = "one thousand two hundred and fifty dollars"
    assert spans(noisy) == [("water bill", "bill"), (amount, "amount")]
    assert noisy.text == f"please pay the water bill {amount} on friday"


def test_a_seen_confusion_of_two_words_replaces_both_and_keeps_the_mark() -> None:
    confusions = Confusions(seen={"water bill": (("what a bell", 2),)})
    noise = Noise(confusions, misheard=1, error_rate=1, fillers=0, plain=1, restarts=0, spelled=0)
    noisy = {noise.apply(SAID, Random(seed)) for seed in range(20)}
    assert any(("what a bell", "bill") in spans(one) for one in noisy)
    # Whatever else is lost, words of an entity are not.
    assert all({name for _, name in spans(one)} == {"bill", "amount"} for one in noisy)


def test_confusions_never_reach_over_the_edge_of_an_entity() -> None:
    confusions = Confusions(seen={"the water": (("deeper", 9),), "bill on": (("billion", 9),)})
    noise = Noise(confusions, misheard=1, error_rate=1, fillers=0, plain=1, restarts=0, spelled=0)
    for seed in range(20):
        noisy = noise.apply(SAID, Random(seed))
        assert "deeper" not in noisy.text
        assert "billion" not in noisy.text


def test_restarts_repeat_the_beginning_but_no_entity() -> None:
    for seed in range(20):
        noisy = only(restarts=1).apply(SAID, Random(seed))
        assert noisy.text.split().count("please") == 2
        assert spans(noisy) == [("water bill", "bill"), ("$1,250", "amount")]
    marked = Realised("savings and checking accounts", ((0, 7, "account"), (12, 29, "account")))
    assert only(restarts=1).apply(marked, Random(1)).text == marked.text


def test_fillers_do_not_split_an_entity() -> None:
    for seed in range(50):
        noisy = only(fillers=1).apply(SAID, Random(seed))
        assert spans(noisy) == [("water bill", "bill"), ("$1,250", "amount")]


@pytest.mark.parametrize("rate", [0.1, 0.2, 0.3])
def test_spoiling_keeps_the_rate_over_many_texts(rate: float) -> None:
    wrong = words = 0
    for seed in range(300):
        errors, length = word_errors(TEXT, add_errors(TEXT, rate, Random(seed)))
        wrong, words = wrong + errors, words + length
    assert wrong / words == pytest.approx(rate, abs=0.02)


def test_spoiling_is_seeded_and_leaves_something() -> None:
    assert add_errors(TEXT, 0.0, Random(1)) == TEXT
    assert add_errors(TEXT, 0.3, Random(1)) == add_errors(TEXT, 0.3, Random(1)) != TEXT
    assert all(add_errors("halibut", 1.0, Random(seed)) for seed in range(30))
    assert add_errors("", 0.5, Random(1)) == ""


def test_cutting_off_leaves_a_beginning_without_marks() -> None:
    cut = cut_off(SAID, Random(1))
    assert cut is not None
    assert SAID.text.startswith(cut.text.rstrip(",.").split(",")[0])
    assert cut.spans == ()
    assert cut_off(Realised("pay it now"), Random(1)) is None


@pytest.fixture
def confusions(tmp_path: Path) -> Confusions:
    path = tmp_path / "cmudict.dict.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("roast R OW1 S T\nrose R OW1 Z\ntoast T OW1 S T\nto T UW1\ntwo T UW1 # number\n")
    return Confusions.read(path, {"roast", "rose", "toast", "to", "two"})


def test_noise_moves_spans_with_their_words(confusions: Confusions) -> None:
    line = "send [two hundred dollars](amount) to [Ann Lee](payee), please"
    phrase = parse_phrase(line, ("amount", "payee"))
    clean = phrase.realise(Random(0), lambda entity, rng: entity)
    noise = Noise(confusions, misheard=1.0, error_rate=0.3, fillers=1.0)
    for seed in range(300):
        noisy = noise.apply(clean, Random(seed))
        found = [(entity, noisy.text[start:end]) for start, end, entity in noisy.spans]
        assert [entity for entity, _ in found] == ["amount", "payee"]
        assert found[0][1].lower().split()[1:] == ["hundred", "dollars"]
        assert found[1][1].lower() == "ann lee"


def test_without_noise_a_sentence_keeps_its_words() -> None:
    clean = Realised("Is it Friday?", ((6, 12, "date"),))
    quiet = Noise(misheard=0.0, fillers=0.0, plain=1.0)

    assert quiet.apply(clean, Random(1)) == Realised("is it friday", ((6, 12, "date"),))


def test_cut_off_turns_lose_their_end() -> None:
    whole = Realised("can you send fifty dollars to Ann")
    for seed in range(50):
        cut = cut_off(whole, Random(seed))
        assert cut is not None
        words = cut.text.rstrip(".,").split()
        assert words == whole.text.split()[: len(words)]
        assert len(words) <= 5
    assert cut_off(Realised("yes please"), Random(1)) is None
