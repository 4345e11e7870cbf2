from __future__ import annotations

import pytest

from voice_agent.language.en.entities.phonetics import coarse_key, fine_key, sound_alike


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mocha", "moka"),
        ("knight", "night"),
        ("write", "rite"),
        ("psalm", "salm"),
        ("whole", "hole"),
        ("which", "wich"),
        ("lamb", "lam"),
        ("debt", "det"),
        ("catch", "cach"),
        ("cappuccino", "capuchino"),
        ("chrome", "krome"),
        ("phone", "fone"),
        ("ghost", "gost"),
        ("fox", "focks"),
        ("cell", "sell"),
        ("bridge", "brij"),
        ("stopped", "stopd"),
        ("nation", "nashun"),
        ("special", "speshal"),
    ],
)
def test_words_that_sound_the_same_have_one_key(one: str, other: str) -> None:
    assert fine_key(one) == fine_key(other)


@pytest.mark.parametrize(("one", "other"), [("late", "latte"), ("trip", "drip"), ("sin", "shin")])
def test_fine_keys_keep_vowels_and_voices_apart(one: str, other: str) -> None:
    assert fine_key(one) != fine_key(other)


@pytest.mark.parametrize(("one", "other"), [("trip", "drip"), ("short", "shot"), ("some", "sone")])
def test_a_bad_line_blurs_them(one: str, other: str) -> None:
    assert coarse_key(one) == coarse_key(other)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("rOs", "rOs", True),
        ("rO", "rOst", True),
        ("rOst", "rO", True),
        ("rOs", "rOst", True),
        ("rOs", "rOsk", True),
        ("rOs", "rOsp", True),
        ("rOs", "rOsn", False),
        ("A", "Ast", False),
        ("E", "Et", False),
        ("rOst", "rOsp", False),
    ],
)
def test_a_final_stop_may_be_dropped(one: str, other: str, alike: bool) -> None:
    assert sound_alike(one, other) is alike
