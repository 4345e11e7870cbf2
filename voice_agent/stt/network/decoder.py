"""Greedy decoding in ONNX Runtime, in half of CTranslate2's time.

Most of what the decoder attends to is silence, which is known: see ``silence.py``. A draft is
checked in the pass that reads the prompt, so text that was recognised before costs next to nothing.
The keys and values of the tokens so far stay in the runtime's memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from voice_agent.core.onnx import open_onnx
from voice_agent.stt.network.contract import Decoded, Floats
from voice_agent.stt.network.decoder_graph import NEVER, cross_graph, decoder_graph
from voice_agent.stt.network.graph import Shape
from voice_agent.stt.network.judging import Tree
from voice_agent.stt.network.silence import Behind
from voice_agent.stt.network.weights import Weights

_ASKED = ["next", "logprob"]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens with a meaning.

    Attributes:
        start: Of the transcript.
        end: Of the text.
        no_speech: Its probability after ``start`` is that there was no speech.
        never: No text.
        never_first: Nothing that text begins with.
        expected: Their odds are raised: beginnings of words that callers are likely to say.
    """

    start: int
    end: int
    no_speech: int
    never: Sequence[int]
    never_first: Sequence[int]
    expected: Sequence[int] = ()


class GreedyDecoder:
    """One for all calls; see ``Decoder``."""

    def __init__(
        self, weights: Weights, tokens: Tokens, silence: Floats, *, threads: int = 1
    ) -> None:
        """Quantise the weights and look at the silence.

        Args:
            weights: Of the model, as ``read_weights`` gives them.
            tokens: Of the model.
            silence: 30 s of it, encoded: ``[1500, size]``.
            threads: For one utterance.
        """
        shape = Shape.of(weights, "decoder")
        self._tokens = tokens
        self._words = weights["decoder/embeddings/weight"]
        self._positions = weights["decoder/position_encodings/encodings"]
        self._cross = open_onnx(cross_graph(weights, shape), threads=threads)
        self._decoder = open_onnx(
            decoder_graph(
                weights,
                shape,
                never=tokens.never,
                never_first=tokens.never_first,
                expected=tokens.expected,
            ),
            threads=threads,
        )
        layers = range(shape.layers)
        self._cross_names = [f"cross_{part}{layer}" for layer in layers for part in "kv"]
        self._past_names = [f"past_{part}{layer}" for layer in layers for part in "kv"]
        self._now_names = [f"now_{part}{layer}" for layer in layers for part in "kv"]
        none = _value(np.zeros((shape.heads, 0, shape.per_head), np.float32))
        self._no_past = dict.fromkeys(self._past_names, none)
        self._behind = Behind.nothing(shape)
        found = self._attended(silence)
        self._behind = Behind.silence(
            {name.removeprefix("cross_"): found[name].numpy() for name in self._cross_names}
        )

    def decode(
        self, encoded: Floats, prompt: Sequence[int], at_most: int, draft: Sequence[int] = ()
    ) -> Decoded:
        """See ``Decoder.decode``."""
        sound = self._attended(encoded)
        last = len(prompt) - 1
        tokens = [*prompt, *draft[: at_most - 1]]
        rows = [prompt.index(self._tokens.start), *range(last, len(tokens))]
        feed = self._feed(tokens, 0, rows=rows, first=1)
        names = ["logits", *_ASKED, *self._now_names]
        logits, token, logprob, *now = self._decoder.run_with_ort_values(
            names, {**feed, **sound, **self._no_past}
        )
        at_start = logits.numpy()[0]
        no_speech = 1.0 / float(np.exp(at_start - at_start[self._tokens.no_speech]).sum())
        agreed = agreeing(token.numpy()[1:], tokens[last + 1 :])
        ids = [int(one) for one in token.numpy()[1 : agreed + 2]]
        total = float(logprob.numpy()[1 : agreed + 2].sum())
        at = last + agreed + 1
        if at < len(tokens):
            now = [_value(np.ascontiguousarray(value.numpy()[:, :at])) for value in now]
        while ids[-1] != self._tokens.end and len(ids) < at_most:
            past = dict(zip(self._past_names, now, strict=True))
            token, logprob, *now = self._decoder.run_with_ort_values(
                names[1:], {**self._feed(ids[-1:], at, rows=[0]), **sound, **past}
            )
            ids.append(int(token.numpy()[0]))
            total += float(logprob.numpy()[0])
            at += 1
        text = tuple(one for one in ids if one != self._tokens.end)
        return Decoded(text, total / (len(text) + 1), no_speech)

    def judge(
        self, encoded: Floats, prompt: Sequence[int], texts: Sequence[Sequence[int]]
    ) -> list[float]:
        """See ``Judge.judge``."""
        tree, before = Tree.of(texts), len(prompt)
        tokens = [*prompt, *tree.tokens]
        places = [*range(before), *(before + depth for depth in tree.depths())]
        rows = np.arange(before - 1, len(tokens))
        feed = {
            "embedded": self._words[tokens].astype(np.float32) + self._positions[places],
            "mask": tree.mask(before),
            "rows": rows,
            "first": np.zeros((len(rows), 1), np.float32),
        }
        (states,) = self._decoder.run_with_ort_values(
            ["states"],
            {
                **{name: _value(array) for name, array in feed.items()},
                **self._attended(encoded),
                **self._no_past,
            },
            _path_to_outputs(),
        )
        ids = sorted({*tree.tokens, self._tokens.end})
        scores = states.numpy() @ self._words[ids].astype(np.float32).T
        return tree.judge(scores, ids, self._tokens.end)

    def _attended(self, encoded: Floats) -> dict[str, Any]:
        """Return keys and values of the sound, and of the silence after it up to 30 s."""
        count = len(encoded)
        feed = {"encoded": encoded} | self._behind.after(count)
        values = {name: _value(array) for name, array in feed.items()}
        found = self._cross.run_with_ort_values(self._cross_names, values)
        sound = dict(zip(self._cross_names, found, strict=True))
        return {**sound, "weight": _value(self._behind.weight(count))}

    def _feed(
        self,
        tokens: Sequence[int],
        before: int,
        *,
        rows: Sequence[int],
        first: int | None = None,
    ) -> dict[str, Any]:
        count = len(tokens)
        embedded = self._words[list(tokens)].astype(np.float32)
        embedded += self._positions[before : before + count]
        mask = np.zeros((count, before + count), np.float32)
        mask[:, before:] = np.triu(np.full((count, count), NEVER, np.float32), 1)
        begins = np.zeros((len(rows), 1), np.float32)
        if first is not None:
            begins[first] = 1.0
        return {
            "embedded": _value(embedded),
            "mask": _value(mask),
            "rows": _value(np.array(rows, dtype=np.int64)),
            "first": _value(begins),
        }


def agreeing(found: Sequence[int], drafted: Sequence[int]) -> int:
    """Count the tokens of a draft, from its start, that the decoder would have written itself."""
    for count, (one, other) in enumerate(zip(found, drafted, strict=False)):
        if one != other:
            return count
    return min(len(found), len(drafted))


def _path_to_outputs() -> Any:
    """Return options to compute the outputs that are asked for alone: scores cost the most."""
    from onnxruntime import RunOptions

    options = RunOptions()
    options.only_execute_path_to_fetches = True
    return options


def _value(array: Any) -> Any:
    from onnxruntime import OrtValue

    return OrtValue.ortvalue_from_numpy(array)
