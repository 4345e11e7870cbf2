"""Leave out what a model thinks aloud or calls, however its tags are cut into pieces. Pure."""

from __future__ import annotations

import re

_NAMES = (
    r"(?:think|thinking|thought|thoughts|reasoning|reflection|scratchpad|analysis"
    r"|(?:tool|function)_(?:call|calls|code|response|result))"
)
_TAG = re.compile(rf"[<◁](/?)\s*{_NAMES}\b[^<>◁▷]{{0,40}}[>▷]", re.IGNORECASE)
_PART_OF_TAG = re.compile(r"[<◁](?:/?\s*[a-z_]{0,17}(?:\s[^<>]{0,40})?)?$", re.IGNORECASE)


def without_thoughts(text: str) -> str:
    """Return a whole text without its thoughts."""
    if "<" not in text and "◁" not in text:
        return text
    thoughts = Thoughts()
    said = thoughts.feed(text)[1]
    return said + thoughts.end()


class Thoughts:
    """Reads an answer piece by piece and gives what is outside the thoughts.

    A thought that is never closed has no answer after it.
    """

    def __init__(self) -> None:
        self._rest = ""
        self._depth = 0

    def feed(self, piece: str) -> tuple[bool, str]:
        """Take the next piece.

        Returns:
            Whether all text so far was a thought, as a closing tag without an opening one tells
            (some servers send the opening one as part of the question); and further text.
        """
        self._rest += piece
        forget, out = False, ""
        while match := _TAG.search(self._rest):
            if not self._depth:
                out += self._rest[: match.start()]
            if not match[1]:
                self._depth += 1
            elif self._depth:
                self._depth -= 1
            else:
                forget, out = True, ""
            self._rest = self._rest[match.end() :]
        unfinished = _PART_OF_TAG.search(self._rest)
        cut = unfinished.start() if unfinished else len(self._rest)
        if not self._depth:
            out += self._rest[:cut]
        self._rest = self._rest[cut:]
        return forget, out

    def end(self) -> str:
        """Return what is left once nothing more comes."""
        return "" if self._depth else self._rest
