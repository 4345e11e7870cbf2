"""Make what the decoder is trained on: encoder states of a voice on a line, and its text."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.levels import Samples
from voice_agent.stt.network.contract import FRAME, Encoder
from voice_agent.training.noise.speaking import Line
from voice_agent.training.stt.texts import Line as Text
from voice_agent.training.stt.texts import draw

_AFTER_FRAMES = 100
"""Silence that is encoded with an utterance, as the recogniser does."""
_LONGEST_S = 20
_PROMPT_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Example:
    """Encoder states ``[frames, size]``, half precision; tokens; how many are prompt."""

    states: NDArray[np.float16]
    tokens: tuple[int, ...]
    prompt: int


Say = Callable[[str, random.Random], Samples]


def examples(
    say: Say,
    encoder: Encoder,
    encode: Callable[[str], Sequence[int]],
    phrases: Sequence[str],
    names: Sequence[str],
    prompts: Sequence[Sequence[int]],
    end: int,
    *,
    seed: int,
) -> Iterator[Example]:
    """Yield examples for ever.

    Args:
        say: Speaks a text at 8 kHz.
        encoder: The recogniser's.
        encode: From text to tokens.
        phrases: Of the playbook.
        names: To be spelled.
        prompts: Tokens before the text: without a prompt, and with the playbook's.
        end: The token after the text.
        seed: Same seed, same texts and lines.
    """
    dice, rng = random.Random(seed), np.random.default_rng(seed)
    while True:
        text: Text = draw(dice, phrases, names)
        spoken = say(text.said, dice)
        if not 0 < spoken.size < _LONGEST_S * 8000:
            continue
        audio = Line.draw(dice).carry(spoken, rng)
        states = encoder.encode(audio)[: audio.size // FRAME + _AFTER_FRAMES]
        before = prompts[-1] if dice.random() < _PROMPT_SHARE else prompts[0]
        tokens = (*before, *encode(f" {text.written}"), end)
        yield Example(states.astype(np.float16), tokens, len(before))
