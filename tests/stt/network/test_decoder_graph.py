from __future__ import annotations

import numpy as np
import pytest
from small_whisper import HEADS, LAYERS, SIZE, VOCABULARY, Plain, softmax, variables

from voice_agent.core.onnx import open_onnx
from voice_agent.stt.network.decoder_graph import NEVER, cross_graph, decoder_graph
from voice_agent.stt.network.graph import Shape
from voice_agent.stt.network.silence import Behind

SHAPE = Shape(LAYERS, HEADS, SIZE)
ENCODED = np.random.default_rng(5).normal(0, 1, (20, SIZE)).astype(np.float32)
TOKENS = [3, 9, 4]


def run(first: bool = False, **chosen: list[int]) -> dict[str, np.ndarray]:
    """One pass over three tokens, whose next one is asked for after the last."""
    weights, behind = variables(), Behind.nothing(SHAPE)
    cross = open_onnx(cross_graph(weights, SHAPE))
    names = [output.name for output in cross.get_outputs()]
    sound = cross.run(names, {"encoded": ENCODED, **behind.after(20)})
    attended = dict(zip(names, sound, strict=True))
    options = {"never": [1], "never_first": [2], **chosen}
    session = open_onnx(decoder_graph(weights, SHAPE, **options))
    embedded = (
        weights["decoder/embeddings/weight"][TOKENS]
        + weights["decoder/position_encodings/encodings"][:3]
    ).astype(np.float32)
    past = np.zeros((HEADS, 0, SIZE // HEADS), np.float32)
    inputs = {
        "embedded": embedded,
        "mask": np.triu(np.full((3, 3), NEVER, np.float32), 1),
        "rows": np.array([2], np.int64),
        "first": np.array([[float(first)]], np.float32),
        "weight": behind.weight(20),
        **{f"past_{part}{layer}": past for layer in range(LAYERS) for part in "kv"},
        **attended,
    }
    outputs = [output.name for output in session.get_outputs()]
    return dict(zip(outputs, session.run(outputs, inputs), strict=True))


WANTED = Plain(variables()).logits(ENCODED.astype(np.float64), TOKENS)


def test_the_decoder_is_whispers() -> None:
    found = run()
    assert found["logits"].shape == (1, VOCABULARY)
    assert found["logits"][0] == pytest.approx(WANTED, abs=0.3)
    assert found["now_k0"].shape == found["now_v1"].shape == (HEADS, 3, SIZE // HEADS)


def test_the_likeliest_token_of_text_and_its_probability() -> None:
    found, logits = run(), WANTED.copy()
    logits[1] = NEVER
    assert found["next"].tolist() == [int(np.argmax(logits))]
    assert found["logprob"][0] == pytest.approx(np.log(softmax(logits).max()), abs=0.1)


def test_what_is_no_text_is_never_next() -> None:
    best = int(run()["next"][0])
    assert run(never=[1, best])["next"][0] != best
    assert run(never_first=[2, best])["next"][0] == best, "not the first of the text"
    assert run(first=True, never_first=[2, best])["next"][0] != best


def test_an_expected_token_wins_a_near_tie() -> None:
    logits = WANTED.copy()
    logits[1] = NEVER
    best = int(np.argmax(logits))
    others = [n for n in range(VOCABULARY) if n not in (best, 1)]
    near = [n for n in others if logits[best] - logits[n] < 0.7]
    far = [n for n in others if logits[best] - logits[n] > 1.3]
    assert all(run(expected=[n])["next"][0] == n for n in near[:2])
    assert all(run(expected=[n])["next"][0] == best for n in far[:2])
