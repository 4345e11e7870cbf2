"""Whole clauses of a streamed answer, each with a deadline."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator

from voice_agent.core.errors import AnswerCutError, DeadlineError
from voice_agent.language import Language
from voice_agent.text.markup import Unmarked
from voice_agent.text.thoughts import Thoughts

_SAYS_SOMETHING = re.compile(r"[^\W_]")
_WHOLE_SENTENCE = re.compile(r"[.!?…][\"')\]”’*_]*$")
_UNFINISHED_NUMBER = re.compile(r"\d[.,]$")
_TAIL = 40


async def clauses(
    pieces: AsyncIterator[str], language: Language, *, first_ms: float, next_ms: float
) -> AsyncGenerator[str]:
    """Yield whole clauses of a streamed answer, each as soon as it is complete.

    Thoughts and markup are left out. An answer that the LLM could not finish ends with its last
    whole sentence.

    Args:
        pieces: Text as the LLM sends it; closed afterwards.
        language: What the LLM answers in.
        first_ms: Deadline of the first clause, counted from the request. An LLM that sends
            letters slowly is as late as one that sends nothing.
        next_ms: Deadline of each further clause, counted from the one before.

    Raises:
        AnswerCutError: The answer reached the LLM's limit; after its last whole sentence.
        DeadlineError: A clause was late.
        LlmError: The stream broke off.
    """
    clock = asyncio.get_running_loop().time
    answer, due, allowed = Answer(language), clock() + first_ms / 1000, first_ms
    try:
        while True:
            try:
                async with asyncio.timeout_at(due):
                    piece = await anext(pieces)
            except StopAsyncIteration:
                break
            except TimeoutError:
                raise DeadlineError(f"no clause in {allowed:.0f} ms", stage="llm") from None
            except AnswerCutError:
                for clause in answer.cut_short():
                    yield clause
                raise
            for clause in answer.feed(piece):
                yield clause
                due, allowed = clock() + next_ms / 1000, next_ms
        for clause in answer.end():
            yield clause
    finally:
        await pieces.aclose()  # type: ignore[attr-defined]


class Answer:
    """An answer that is being written, and what of it can be said.

    Args:
        language: What it is written in.
    """

    def __init__(self, language: Language) -> None:
        self._split = language.split_clauses
        self._thoughts = Thoughts()
        self._reader = Unmarked()
        self._text = ""
        self._written = ""

    def feed(self, piece: str) -> Iterator[str]:
        """Take the next piece; yield the clauses that it completes."""
        forget, said = self._thoughts.feed(piece)
        self._written = (self._written + said)[-_TAIL:]
        if forget:
            self._text, self._reader = "", Unmarked()
        self._text = (self._text + self._reader.feed(said)).lstrip()
        # What follows a clause tells where it ends; its own markup is not read yet.
        *done, _ = self._split(f"{self._text} {self._reader.pending}") or [""]
        for clause in done:
            if not self._text.startswith(clause):
                break
            self._text = self._text[len(clause) :].lstrip()
            if _SAYS_SOMETHING.search(clause):
                yield clause

    def end(self) -> Iterator[str]:
        """Yield what is left once the answer is complete."""
        text = self._text + self._reader.feed(self._thoughts.end()) + self._reader.end()
        self._text = ""
        if _SAYS_SOMETHING.search(text):
            yield text.strip()

    def cut_short(self) -> Iterator[str]:
        """Yield what is left of an unfinished answer up to the end of its last sentence.

        The stop after an item of a list is ours, and "the fee is 2." may go on.
        """
        whole = self._written.endswith("\n") or _ends(self._written.rstrip())
        rest = [text for all_left in self.end() for text in self._split(all_left)]
        if rest and not whole:
            rest.pop()
        while rest and not _WHOLE_SENTENCE.search(rest[-1]):
            rest.pop()
        yield from rest


def _ends(text: str) -> bool:
    """Tell whether a text that was broken off is whole."""
    return _WHOLE_SENTENCE.search(text) is not None and _UNFINISHED_NUMBER.search(text) is None
