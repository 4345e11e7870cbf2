"""The decoder on small random weights: what it does, not what it understands."""

from __future__ import annotations

import math
import struct
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from voice_agent.errors import ModelError
from voice_agent.stt.decoder.beam import BeamDecoder
from voice_agent.stt.decoder.greedy import GreedyDecoder, Tokens, agreeing
from voice_agent.stt.decoder.weights import read_weights

SIZE, HEADS, LAYERS, VOCABULARY, MLP = 32, 2, 2, 40, 64
TOKENS = Tokens(start=30, end=31, no_speech=32, never=[30, 32, 33], never_first=[31])
PROMPT = [33, 4, 5, 30]
KINDS = {np.dtype(np.float32): 0, np.dtype(np.int8): 1, np.dtype(np.float16): 4}


def variables(seed: int = 1) -> dict[str, np.ndarray]:
    random = np.random.default_rng(seed)
    found: dict[str, np.ndarray] = {"decoder/num_heads": np.array(HEADS, np.int8)}

    def linear(name: str, out: int, size: int) -> None:
        found[f"{name}/weight"] = random.normal(0, size**-0.5, (out, size)).astype(np.float16)
        found[f"{name}/bias"] = random.normal(0, 0.1, out).astype(np.float16)

    def norm(name: str) -> None:
        found[f"{name}/gamma"] = np.ones(SIZE, np.float16)
        found[f"{name}/beta"] = np.zeros(SIZE, np.float16)

    found["decoder/embeddings/weight"] = random.normal(0, 1, (VOCABULARY, SIZE)).astype(np.float16)
    places = random.normal(0, 1, (448, SIZE)).astype(np.float16)
    found["decoder/position_encodings/encodings"] = places
    norm("decoder/layer_norm")
    for layer in range(LAYERS):
        at = f"decoder/layer_{layer}"
        for part in ("self_attention", "attention", "ffn"):
            norm(f"{at}/{part}/layer_norm")
        linear(f"{at}/self_attention/linear_0", 3 * SIZE, SIZE)
        linear(f"{at}/self_attention/linear_1", SIZE, SIZE)
        linear(f"{at}/attention/linear_0", SIZE, SIZE)
        linear(f"{at}/attention/linear_1", 2 * SIZE, SIZE)
        linear(f"{at}/attention/linear_2", SIZE, SIZE)
        linear(f"{at}/ffn/linear_0", MLP, SIZE)
        linear(f"{at}/ffn/linear_1", SIZE, MLP)
    return found


def text(value: str) -> bytes:
    return struct.pack("<H", len(value) + 1) + value.encode() + b"\0"


def written(path: Path, values: dict[str, np.ndarray], *, version: int = 6) -> Path:
    parts = [struct.pack("<I", version), text("WhisperSpec"), struct.pack("<II", 3, len(values))]
    for name, value in values.items():
        parts += [text(name), struct.pack(f"<B{value.ndim}I", value.ndim, *value.shape)]
        parts += [struct.pack("<BI", KINDS[value.dtype], value.nbytes), value.tobytes()]
    path.write_bytes(b"".join(parts) + struct.pack("<I", 0))
    return path


def sound(frames: int, seed: int = 2) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 1, (frames, SIZE)).astype(np.float32)


@pytest.fixture(scope="module")
def decoder() -> GreedyDecoder:
    return GreedyDecoder(variables(), TOKENS, np.ones((1500, SIZE), np.float32))


def softmax(scores: np.ndarray) -> np.ndarray:
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def plainly(weights: dict[str, Any], encoded: np.ndarray, tokens: list[int]) -> np.ndarray:
    """Logits after the last token, by the definition, in float64."""
    w = {name: value.astype(np.float64) for name, value in weights.items()}

    def linear(name: str, x: np.ndarray) -> np.ndarray:
        return x @ w[f"{name}/weight"].T + w[f"{name}/bias"]

    def norm(x: np.ndarray) -> np.ndarray:
        return (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5)

    def attend(q: np.ndarray, k: np.ndarray, v: np.ndarray, mask: np.ndarray) -> np.ndarray:
        parts = [np.split(part, HEADS, axis=1) for part in (q, k, v)]
        heads = [
            softmax(a @ b.T / np.sqrt(SIZE / HEADS) + mask) @ c
            for a, b, c in zip(*parts, strict=True)
        ]
        return np.concatenate(heads, axis=1)

    n = len(tokens)
    x = w["decoder/embeddings/weight"][tokens] + w["decoder/position_encodings/encodings"][:n]
    for layer in range(LAYERS):
        at = f"decoder/layer_{layer}"
        q, k, v = np.split(linear(f"{at}/self_attention/linear_0", norm(x)), 3, axis=1)
        causal = np.triu(np.full((n, n), -1e9), 1)
        x = x + linear(f"{at}/self_attention/linear_1", attend(q, k, v, causal))
        q = linear(f"{at}/attention/linear_0", norm(x))
        k, v = np.split(linear(f"{at}/attention/linear_1", encoded), 2, axis=1)
        x = x + linear(f"{at}/attention/linear_2", attend(q, k, v, np.zeros(1)))
        y = linear(f"{at}/ffn/linear_0", norm(x))
        gelu = 0.5 * y * (1 + np.vectorize(math.erf)(y / np.sqrt(2)))
        x = x + linear(f"{at}/ffn/linear_1", gelu)
    return norm(x)[-1] @ w["decoder/embeddings/weight"].T


def test_the_likeliest_tokens_are_those_of_the_definition(decoder: GreedyDecoder) -> None:
    """Silence and all: five equal frames are one that counts five times."""
    encoded = sound(150)
    whole = np.concatenate([encoded, np.ones((1350, SIZE))])
    found = decoder.decode(encoded, PROMPT, 6)
    tokens, total = list(PROMPT), 0.0
    for number, one in enumerate(found.ids):
        logits = plainly(variables(), whole, tokens)
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


def test_thirty_seconds_have_no_silence_behind_them(decoder: GreedyDecoder) -> None:
    assert decoder.decode(sound(1500), PROMPT, 4).ids


def test_a_beam_hears_the_silence_behind_up_to_thirty_seconds() -> None:
    given: dict[str, Any] = {}

    def generate(encoded: Any, prompts: list[list[int]], **options: Any) -> list[Any]:
        given.update(options, heard=np.array(encoded), prompts=prompts)
        return [SimpleNamespace(sequences_ids=[[5, 6, 7]], scores=[-0.4], no_speech_prob=0.1)]

    silence = np.full((1500, SIZE), 9.0, np.float32)
    decoder = BeamDecoder(SimpleNamespace(generate=generate), silence, beam_size=5)
    found = decoder.decode(sound(200), PROMPT, 20, draft=[5])
    assert given["heard"].shape == (1, 1500, SIZE)
    assert np.array_equal(given["heard"][0, :200], sound(200))
    assert np.all(given["heard"][0, 200:] == 9.0)
    assert (given["prompts"], given["max_length"], given["beam_size"]) == ([PROMPT], 24, 5)
    assert (found.ids, found.no_speech) == ((5, 6, 7), 0.1)
    assert found.logprob == pytest.approx(-0.4 * 3 / 4)


@pytest.mark.parametrize(
    ("found", "drafted", "count"),
    [([1, 2, 3], [1, 2], 2), ([1, 2], [1, 9], 1), ([1], [], 0), ([4, 2], [1, 2], 0)],
)
def test_a_draft_counts_up_to_its_first_difference(
    found: list[int], drafted: list[int], count: int
) -> None:
    assert agreeing(found, drafted) == count


def test_weights_are_read_as_they_were_written(tmp_path: Path) -> None:
    values = variables()
    whole = {**values, "encoder/conv1/bias": np.zeros(SIZE, np.float16)}
    read = read_weights(written(tmp_path / "model.bin", whole))
    assert read.keys() == values.keys()
    assert all(np.array_equal(read[name], value) for name, value in values.items())


def test_int8_weights_come_with_their_scale(tmp_path: Path) -> None:
    scale = np.array([127.0, 63.5], np.float32)
    codes = np.array([[127, -127], [1, 2]], np.int8)
    values = {**variables(), "decoder/a": codes, "decoder/a_scale": scale}
    read = read_weights(written(tmp_path / "model.bin", values))
    assert np.allclose(read["decoder/a"], [[1, -1], [1 / 63.5, 2 / 63.5]])


@pytest.mark.parametrize("junk", [b"", b"junk", b"\x06\0\0\0\x05\0name"])
def test_what_is_no_model_is_one_clear_error(tmp_path: Path, junk: bytes) -> None:
    (tmp_path / "model.bin").write_bytes(junk)
    with pytest.raises(ModelError, match=r"model\.bin"):
        read_weights(tmp_path / "model.bin")


def test_a_file_cut_short_is_one_clear_error(tmp_path: Path) -> None:
    path = written(tmp_path / "model.bin", variables())
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(ModelError, match="not a CTranslate2 model"):
        read_weights(path)


def test_another_version_of_the_format_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="convert the model"):
        read_weights(written(tmp_path / "model.bin", variables(), version=5))


def test_a_model_without_what_is_needed_says_what_to_do(tmp_path: Path) -> None:
    values = variables()
    del values["decoder/num_heads"]
    with pytest.raises(ModelError, match=r"no decoder/num_heads.*onnx_decoder: false"):
        read_weights(written(tmp_path / "model.bin", values))
