"""The decoder on small random weights: what it does, not what it understands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from small_whisper import SIZE, Plain, softmax, variables

from voice_agent.stt.network.decoder import GreedyDecoder, Tokens, agreeing

TOKENS = Tokens(start=30, end=31, no_speech=32, never=[30, 32, 33], never_first=[31])
PROMPT = [33, 4, 5, 30]


def sound(frames: int, seed: int = 2) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 1, (frames, SIZE)).astype(np.float32)


@pytest.fixture(scope="module")
def decoder() -> GreedyDecoder:
    return GreedyDecoder(variables(), TOKENS, np.ones((1500, SIZE), np.float32))


def test_the_likeliest_tokens_are_those_of_the_definition(decoder: GreedyDecoder) -> None:
    """Silence and all: five equal frames are one that counts five times."""
    encoded = sound(150)
    whole = np.concatenate([encoded, np.ones((1350, SIZE))])
    found, plain = decoder.decode(encoded, PROMPT, 6), Plain(variables())
    tokens, total = list(PROMPT), 0.0
    for number, one in enumerate(found.ids):
        logits = plain.logits(whole, tokens)
        if number == 0:
            assert found.no_speech == pytest.approx(softmax(logits)[TOKENS.no_speech], rel=0.1)
            logits[TOKENS.never_first] = -1e9
        logits[TOKENS.never] = -1e9
        assert logits[one] == pytest.approx(logits.max(), abs=0.1)
        total += np.log(softmax(logits)[one])
        tokens.append(one)
    assert len(found.ids) == 6
    assert found.logprob == pytest.approx(total / 7, abs=0.05)


@pytest.mark.parametrize("wrong_from", range(7))
@pytest.mark.parametrize("seed", range(4))
def test_a_draft_changes_nothing(decoder: GreedyDecoder, seed: int, wrong_from: int) -> None:
    plain = decoder.decode(sound(100, seed), PROMPT, 8)
    draft = [*plain.ids[:wrong_from], *(one % 20 + 1 for one in plain.ids[wrong_from:6])]
    drafted = decoder.decode(sound(100, seed), PROMPT, 8, draft)
    assert drafted.ids == plain.ids
    assert drafted.logprob == pytest.approx(plain.logprob, abs=1e-3)
    assert drafted.no_speech == pytest.approx(plain.no_speech, abs=1e-4)


@pytest.mark.parametrize("at_most", [1, 3])
def test_no_more_tokens_than_asked_for(decoder: GreedyDecoder, at_most: int) -> None:
    plain = decoder.decode(sound(100), PROMPT, 8)
    for draft in ([], plain.ids):
        assert decoder.decode(sound(100), PROMPT, at_most, draft).ids == plain.ids[:at_most]


def test_what_is_no_text_is_not_said(decoder: GreedyDecoder) -> None:
    for seed in range(12):
        ids = decoder.decode(sound(60, seed), PROMPT, 12).ids
        assert ids
        assert not set(ids) & {*TOKENS.never, TOKENS.end}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_expected_tokens_win_near_ties_and_no_others(seed: int) -> None:
    plain, silence = Plain(variables()), np.ones((1500, SIZE), np.float32)
    prompt = [33, 11, 12, 13, 30]
    logits = plain.logits(np.concatenate([sound(150, seed), silence[:1350]]), prompt)
    logits[[*TOKENS.never, *TOKENS.never_first]] = -1e9
    third, second, first = (int(one) for one in np.argsort(logits)[-3:])
    assert logits[first] - logits[second] < 0.5
    assert logits[first] - logits[third] > 1.4
    for expected, wins in [(second, True), (third, False)]:
        tokens = replace(TOKENS, expected=[expected])
        biased = GreedyDecoder(variables(), tokens, silence)
        assert (biased.decode(sound(150, seed), prompt, 1).ids == (expected,)) is wins


def test_thirty_seconds_have_no_silence_behind_them(decoder: GreedyDecoder) -> None:
    assert decoder.decode(sound(1500), PROMPT, 4).ids


@pytest.mark.parametrize(
    ("found", "drafted", "count"),
    [([1, 2, 3], [1, 2], 2), ([1, 2], [1, 9], 1), ([1], [], 0), ([4, 2], [1, 2], 0)],
)
def test_a_draft_counts_up_to_its_first_difference(
    found: list[int], drafted: list[int], count: int
) -> None:
    assert agreeing(found, drafted) == count


def test_judges_texts_as_it_would_have_written_them(decoder: GreedyDecoder) -> None:
    encoded, texts = sound(100), [[4, 5, 6], [4, 5], [4, 7, 6, 2], [9]]
    together = decoder.judge(encoded, PROMPT, texts)
    plain, ids = Plain(variables()), sorted({*(one for text in texts for one in text), TOKENS.end})
    whole = np.concatenate([encoded, np.ones((1400, SIZE))])
    tokens, total = list(PROMPT), 0.0
    for one in (*texts[2], TOKENS.end):
        total += np.log(softmax(plain.logits(whole, tokens)[ids])[ids.index(one)])
        tokens.append(one)
    assert together[2] == pytest.approx(total, abs=0.3)
