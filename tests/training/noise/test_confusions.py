"""Words that recognisers take for one another."""

from __future__ import annotations

import gzip
from pathlib import Path
from random import Random

import pytest

from voice_agent.core.errors import ConfigError
from voice_agent.training.noise.confusions import Confusions, read_table, write_table


@pytest.fixture
def confusions(tmp_path: Path) -> Confusions:
    path = tmp_path / "cmudict.dict.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("roast R OW1 S T\nrose R OW1 Z\ntoast T OW1 S T\nto T UW1\ntwo T UW1 # number\n")
    return Confusions.read(path, {"roast", "rose", "toast", "to", "two"})


def test_confusions_are_homophones_and_words_one_sound_apart(confusions: Confusions) -> None:
    assert confusions.table["to"] == ("two",)
    assert confusions.table["roast"] == ("toast",)


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
