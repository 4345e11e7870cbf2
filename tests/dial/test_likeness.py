"""Texts beside examples: the encoder counts letters, and once it is the real one."""

from __future__ import annotations

import numpy as np
import pytest

from voice_agent.config.models import ModelStore
from voice_agent.dial.likeness import Likenesses, listener
from voice_agent.language.en.picked_up import Said, examples

WRITTEN = {
    "menu": ["zzz zz", "zz zzz"],
    "dead": ["qqq qq", "qqq"],
    "person": ["aaa", "aa aaa", "aaaa", "bbb", "bb aa"],
}


def letters(text: str) -> np.ndarray:
    counts = np.array([text.count(letter) for letter in "abqz"], np.float32)
    return counts / max(1.0, float(np.linalg.norm(counts)))


@pytest.fixture(scope="module")
def likenesses() -> Likenesses:
    return Likenesses(letters, WRITTEN)


def test_a_text_is_like_what_it_resembles(likenesses: Likenesses) -> None:
    assert likenesses.of("zz zz").kind == "menu"
    assert likenesses.of("qq qq").kind == "dead"
    assert likenesses.of("zz zz").lead > 1 > 0 > likenesses.of("aab aa").lead


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # A rule knows better, and a single word says too little.
        ("zz zz press one", Said("menu")),
        ("zz qq how can I help you", Said("person")),
        ("zz", Said(None)),
        # What begins like an announcement needs less than what does not.
        ("zz zz zz", Said("menu", sure=False)),
        ("the zz", Said("menu", sure=False)),
        ("the az az", Said(None, sure=False)),
        ("the aa aa", Said("person", sure=False)),
        # Who seems to talk like a person is not believed if it is like an announcement.
        ("i aa bb", Said("person")),
        ("i my az za", Said(None)),
    ],
)
def test_rules_come_first(likenesses: Likenesses, text: str, said: Said) -> None:
    assert likenesses.said_by(text) == said


@pytest.mark.real
def test_announcements_that_no_rule_knows() -> None:
    said_by = listener(ModelStore.open())
    announcements = [
        "There are no callers waiting before you",
        "Your party is being looked for",
        "This line is out of order and cannot be called",
    ]
    assert {said_by(text).who for text in announcements} <= {"menu", "dead"}
    people = ["Hello?", "Yes, hello, Tom here", "Sorry, I was in the garden, who is it?"]
    assert {said_by(text).who for text in people} <= {None, "person"}


def test_each_kind_has_examples() -> None:
    assert set(examples()) == {"voicemail", "screening", "menu", "dead", "person"}
    assert all(len(set(texts)) == len(texts) >= 20 for texts in examples().values())
