"""Thoughts of a reasoning model are left out."""

from __future__ import annotations

import random

import pytest

from voice_agent.text.thoughts import Thoughts, without_thoughts


def read(pieces: list[str]) -> str:
    thoughts, said = Thoughts(), ""
    for piece in pieces:
        forget, text = thoughts.feed(piece)
        said = text if forget else said + text
    return said + thoughts.end()


TEXTS = {
    "<think>five and\nsix</think>It is eleven.": "It is eleven.",
    "It is <thinking a='b'>hm</thinking>eleven.": "It is eleven.",
    "<think>one<think>two</think>three</think>Yes.": "Yes.",
    "<THINK>one</Think> Yes.": " Yes.",
    "so I say\n</think>\nYes.": "\nYes.",
    "<think>never closed": "",
    "Yes. <think>never closed": "Yes. ",
    "5 < 6 and <b>bold</b> or <thin": "5 < 6 and <b>bold</b> or <thin",
    "<reasoning>x</reasoning>Yes": "Yes",
    "<tool_call>x</tool_call>Yes": "Yes",
    "<function_call>x</function_call>Yes": "Yes",
    "◁think▷x◁/think▷Yes": "Yes",
    "plain": "plain",
    "": "",
}


@pytest.mark.parametrize(("written", "said"), TEXTS.items())
def test_what_is_thought_is_not_said(written: str, said: str) -> None:
    assert read([written]) == said


@pytest.mark.parametrize(("written", "said"), TEXTS.items())
def test_however_it_is_cut(written: str, said: str) -> None:
    for seed in range(30):
        rng, pieces, at = random.Random(seed), [], 0
        while at < len(written):
            size = rng.randint(1, 4)
            pieces.append(written[at : at + size])
            at += size
        assert read(pieces) == said


@pytest.mark.parametrize(("text", "said"), TEXTS.items())
def test_a_whole_text(text: str, said: str) -> None:
    assert without_thoughts(text) == said
