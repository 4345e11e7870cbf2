"""Words of a turn -> token ids. The same code encodes for training and for serving."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from voice_agent.core.errors import ModelError

# Below this there is no room for a question that means anything.
_MIN_ASKED_TOKENS = 4


@dataclass(frozen=True, slots=True)
class EncodedTurn:
    """One turn as the graph reads it.

    Attributes:
        ids: Token ids, ``int64 [tokens]``: ``[CLS] turn [SEP] question [SEP]``.
        types: 0 for the turn, 1 for the question, ``int64 [tokens]``. Also the graph's
            pooling mask: only the turn's own tokens are averaged.
        words: Character span in the turn's text of each word that was kept.
        firsts: Index into ``ids`` of each word's first token: its tag is the word's tag.
    """

    ids: NDArray[np.int64]
    types: NDArray[np.int64]
    words: tuple[tuple[int, int], ...]
    firsts: NDArray[np.int64]


class TurnEncoder:
    """Encodes a turn with the agent's last question as its context.

    The turn comes first, so that its tokens mean the same with and without a question.
    The turn has precedence: the question gets what room is left (its end is kept), and
    of a turn longer than ``max_tokens`` the end is kept, since callers explain first and
    ask last.
    """

    def __init__(self, tokenizer: Tokenizer, *, max_tokens: int, max_asked_tokens: int) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        self._max_tokens = max_tokens
        self._max_asked_tokens = max_asked_tokens
        cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
        if cls is None or sep is None:
            raise ModelError("tokenizer.json: has no [CLS] and [SEP] tokens", stage="slm")
        self._cls: int = cls
        self._sep: int = sep

    @classmethod
    def load(cls, path: Path, *, max_tokens: int, max_asked_tokens: int) -> TurnEncoder:
        """Read ``tokenizer.json``.

        Raises:
            ModelError: The file is missing or damaged.
        """
        if not path.is_file():
            raise ModelError(f"{path}: no such file", stage="slm")
        try:
            tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # noqa: BLE001  (the Rust side raises bare Exception)
            raise ModelError(f"{path}: not a tokenizer ({error})", stage="slm") from None
        return cls(tokenizer, max_tokens=max_tokens, max_asked_tokens=max_asked_tokens)

    def encode(self, text: str, asked: str = "") -> EncodedTurn:
        """Encode one turn; ``asked`` is the agent's question before it."""
        turn = self._tokenizer.encode(text, add_special_tokens=False)
        start = self._first_kept(turn.word_ids)
        ids = [self._cls, *turn.ids[start:], self._sep]
        words: list[tuple[int, int]] = []
        firsts: list[int] = []
        last_word = None
        for position in range(start, len(turn.ids)):
            word, (begin, end) = turn.word_ids[position], turn.offsets[position]
            if word == last_word:
                words[-1] = (words[-1][0], end)
            else:
                words.append((begin, end))
                firsts.append(position - start + 1)
                last_word = word
        types = [0] * len(ids)
        room = min(self._max_asked_tokens, self._max_tokens - len(ids) - 1)
        if asked and room >= _MIN_ASKED_TOKENS:
            question = self._tokenizer.encode(asked, add_special_tokens=False).ids[-room:]
            ids += [*question, self._sep]
            types += [1] * (len(question) + 1)
        return EncodedTurn(
            ids=np.array(ids, dtype=np.int64),
            types=np.array(types, dtype=np.int64),
            words=tuple(words),
            firsts=np.array(firsts, dtype=np.int64),
        )

    def _first_kept(self, word_ids: list[int | None]) -> int:
        start = max(0, len(word_ids) - (self._max_tokens - 2))
        while 0 < start < len(word_ids) and word_ids[start] == word_ids[start - 1]:
            start += 1
        return start
