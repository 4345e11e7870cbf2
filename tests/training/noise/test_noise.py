"""Spoilt sentences: marks stay on their words, rates are kept, chance is seeded."""

from __future__ import annotations

import gzip
from pathlib import Path
from random import Random

import pytest

from voice_agent.core.errors import ConfigError
from voice_agent.playbook.phrases import Realised
from voice_agent.training.noise.aligning import word_errors
from voice_agent.training.noise.confusions import Confusions, read_table, write_table
from voice_agent.training.noise.noise import Noise, cut_off, spoil

SAID = Realised(
    "please pay the water bill, $1,250 on Friday", ((15, 25, "bill"), (27, 33, "amount"))
)
TEXT = "i would like to move two hundred dollars from my checking account to savings on friday"


def spans(sentence: Realised) -> list[tuple[str, str]]:
    return [(sentence.text[start:end], name) for start, end, name in sentence.spans]


def only(**kept: float) -> Noise:
    """No noise but what is named."""
    quiet = {"spoilt": 0, "fillers": 0, "plain": 1, "restarts": 0, "spelled": 0}
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
    noise = Noise(confusions, spoilt=1, error_rate=1, fillers=0, plain=1, restarts=0, spelled=0)
    noisy = {noise.apply(SAID, Random(seed)) for seed in range(20)}
    assert any(("what a bell", "bill") in spans(one) for one in noisy)
    # Whatever else is lost, words of an entity are not.
    assert all({name for _, name in spans(one)} == {"bill", "amount"} for one in noisy)


def test_confusions_never_reach_over_the_edge_of_an_entity() -> None:
    confusions = Confusions(seen={"the water": (("deeper", 9),), "bill on": (("billion", 9),)})
    noise = Noise(confusions, spoilt=1, error_rate=1, fillers=0, plain=1, restarts=0, spelled=0)
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


def test_frequent_confusions_are_drawn_more_often() -> None:
    confusions = Confusions(seen={"bill": (("bell", 9), ("bull", 1))})
    rng = Random(1)
    drawn = [confusions.draw("bill", rng) for _ in range(500)]
    assert 400 < drawn.count("bell") < 490
    assert confusions.draw("water", rng) is None


def test_seen_confusions_come_before_those_that_sound_alike() -> None:
    confusions = Confusions({"bill": ("pill",), "pay": ("bay",)}, {"bill": (("bell", 2),)})
    rng = Random(1)
    drawn = [confusions.draw("bill", rng) for _ in range(500)]
    assert drawn.count("bell") > drawn.count("pill") > 0
    assert confusions.draw("pay", rng) == "bay"


def test_the_dictionary_gives_words_one_phone_apart(tmp_path: Path) -> None:
    path = tmp_path / "cmudict.dict.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("bill B IH1 L\npill P IH1 L\nbell B EH1 L\nmoney M AH1 N IY0 # noun\n")
    confusions = Confusions.read(path, {"bill", "pill", "bell", "money"})
    assert confusions.table == {"bill": ("bell", "pill"), "pill": ("bill",), "bell": ("bill",)}
    assert confusions.seen == read_table()


@pytest.mark.parametrize("rate", [0.1, 0.2, 0.3])
def test_spoiling_keeps_the_rate_over_many_texts(rate: float) -> None:
    wrong = words = 0
    for seed in range(300):
        errors, length = word_errors(TEXT, spoil(TEXT, rate, Random(seed)))
        wrong, words = wrong + errors, words + length
    assert wrong / words == pytest.approx(rate, abs=0.02)


def test_spoiling_is_seeded_and_leaves_something() -> None:
    assert spoil(TEXT, 0.0, Random(1)) == TEXT
    assert spoil(TEXT, 0.3, Random(1)) == spoil(TEXT, 0.3, Random(1)) != TEXT
    assert all(spoil("halibut", 1.0, Random(seed)) for seed in range(30))
    assert spoil("", 0.5, Random(1)) == ""


def test_the_shipped_table_is_sorted_and_seen_twice() -> None:
    table = read_table()
    assert len(table) > 100
    for said, heard in table.items():
        assert 1 <= len(said.split()) <= 2
        counts = [count for _, count in heard]
        assert min(counts) >= 2
        assert counts == sorted(counts, reverse=True)
        assert said not in {words for words, _ in heard}


def test_a_table_is_written_and_read(tmp_path: Path) -> None:
    path = tmp_path / "table.tsv"
    counts = {("skim", "skin"): 3, ("bill", "bell"): 2, ("bill", "bull"): 4, ("a", "the"): 1}
    assert write_table(path, counts) == 3
    assert read_table(path) == {"skim": (("skin", 3),), "bill": (("bull", 4), ("bell", 2))}


@pytest.mark.parametrize("text", ["", "said\theard\n", "a\tb\t2\n", "said\theard\tcount\na\tb\n"])
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "table.tsv"
    path.write_text(text)
    with pytest.raises(ConfigError, match=r"table\.tsv"):
        read_table(path)


def test_cutting_off_leaves_a_beginning_without_marks() -> None:
    cut = cut_off(SAID, Random(1))
    assert cut is not None
    assert SAID.text.startswith(cut.text.rstrip(",.").split(",")[0])
    assert cut.spans == ()
    assert cut_off(Realised("pay it now"), Random(1)) is None
