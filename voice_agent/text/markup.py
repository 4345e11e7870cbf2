"""Turn Markdown into running text: list items and table rows become sentences. Pure.

A text that still grows is read piece by piece; the result is that of the whole text.
"""

from __future__ import annotations

import re

from voice_agent.text.inline_markup import inline, settled
from voice_agent.text.thoughts import without_thoughts

_ITEM = re.compile(r"\s*(?:[-*+•‣◦▪●·–—]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+(?:\[[ xX]\]\s+)?(?=\S)")
_HEADING = re.compile(r"\s*#{1,6}\s+(?=\S)")
_QUOTE = re.compile(r"\s*(?:>\s?)+")
_FENCE = re.compile(r"([^`~]*)(?:```|~~~)([\w+#.-]*)\s*")
_END_OF_CODE = re.compile(r"\s*(?:```|~~~)(.*)")
# A fence without a name, or with one of these, is a frame around a text.
_NO_CODE = frozenset({"", "text", "txt", "plain", "plaintext", "markdown", "md", "quote"})
_RULE = re.compile(r"\s*(?:[-*_=#]\s*){2,}|\s*\+[-+=]{2,}\+\s*|\s*:?-+:?(?:\s*\|\s*:?-+:?)+\s*")
_TABLE_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)*(?:\s*:?-+:?\s*)\|?\s*")
# Where a note or a link leads is written below the text: "[^1]: ...", "[a]: https://...".
_FOOTNOTE = re.compile(
    r"^[ \t]*(?:\[\^[^\[\]]{1,20}\]:.*|\[[^\[\]]{1,60}\]:\s*<?https?://\S.*)$", re.MULTILINE
)
_FRONT_MATTER = re.compile(r"\A---\n(?:[\w-]+:.*\n)+---\n")
# An object of JSON, with objects in it: what a model or a webhook gives to programs.
_DATA = re.compile(r'\{\s*"[^{}"]*"\s*:(?:[^{}]|\{[^{}]*\})*\}')
# What a line may still turn into while only this much of it is known.
_UNDECIDED = re.compile(
    r"\s*(?:[-*+•‣◦▪●·–—#>`~=_]*|\(?\d{0,2}[.)]?|\(?[a-z]\)?|[-*_=#+:|\s]*)\s*(?:\[[ xX]?\]?\s*)?"
    r"|\s*(?:\||```|~~~).*"
)
_MARKS = "-*+•#>|`~"
_STOPPED = ".!?:;,…"
_STOP = re.compile(r"[.,!?;:](?!\S)")
_LOOSE_STOP = re.compile(r"(?<=\S) ([.,!?;:])(?!\S)")
_SHORT_LINE = 48
"""A line that ends before this without punctuation was ended on purpose, not wrapped."""


def unmarked(text: str) -> str:
    """Return Markdown or HTML as running text, single-spaced.

    A number at the start of a single line is no list: the line may be cut from a longer text.
    """
    text = _FRONT_MATTER.sub("", without_thoughts(text))
    text = _DATA.sub("", _FOOTNOTE.sub("", text))
    reader = Unmarked(in_line="\n" not in text and text.lstrip()[:1] not in _MARKS)
    return (reader.feed(text) + reader.end()).strip()


class Unmarked:
    """Reads Markdown as it is written, and gives the text as soon as it is certain.

    Args:
        in_line: True if the text does not begin with the beginning of a line.
    """

    def __init__(self, *, in_line: bool = False) -> None:
        self._rest = ""
        self._at_start = not in_line
        self._own_sentence = False
        self._length = 0
        self._last = ""
        self._gap = False
        self._row: list[str] = []
        self._header: list[str] = []
        self._in_code = False

    @property
    def pending(self) -> str:
        """The text so far that may still turn into something else, with its marks."""
        return self._rest

    def feed(self, piece: str) -> str:
        """Take the next piece; return the text that it settles."""
        self._rest += piece.replace("\r", "")
        out: list[str] = []
        while "\n" in self._rest:
            line, _, self._rest = self._rest.partition("\n")
            out.append(self._end_of_line(line))
        if self._in_code:
            return "".join(out)
        if not self._at_start or _UNDECIDED.fullmatch(self._rest) is None:
            out.append(self._part(self._rest))
        return "".join(out)

    def end(self) -> str:
        """Return what is left once nothing more comes."""
        line, self._rest = self._rest, ""
        text = self._end_of_line(line) if line.strip() or not self._at_start else ""
        return text + self._leave_table()

    def _end_of_line(self, line: str) -> str:
        if self._in_code:
            end = _END_OF_CODE.fullmatch(line)
            self._in_code = end is None
            if end is None or not end[1].strip():
                return self._stop()
            line = end[1]
        elif fence := _FENCE.fullmatch(line):
            self._in_code = fence[2].lower() not in _NO_CODE
            line = fence[1]
        if self._at_start:
            whole = self._whole_line(line)
            if whole is not None:
                return whole
        text = self._begin(line) if self._at_start else self._say(inline(line))
        self._at_start = self._gap = True
        return text + (self._stop() if self._own_sentence else "")

    def _whole_line(self, line: str) -> str | None:
        """Return the text of a line that only the whole of it tells, or None."""
        if not line.strip():
            return self._leave_table() + self._stop()
        if line.lstrip().startswith("|"):
            return self._table_line(line)
        if _RULE.fullmatch(line):
            return self._stop()
        return None

    def _part(self, line: str) -> str:
        """Return what is settled of a line whose end is not known."""
        start = _mark(line) if self._at_start else 0
        end = start + settled(line[start:])
        if not line[start:end].strip():
            return ""
        self._rest = line[end:]
        return self._begin(line[:end]) if self._at_start else self._say(inline(line[:end]))

    def _begin(self, line: str) -> str:
        """Return the text of a line's beginning, after the stop that ends the line before."""
        before = self._leave_table()
        start = _mark(line)
        content = inline(line[start:])
        wrapped = self._length > _SHORT_LINE or not content.lstrip()[:1].isupper()
        if start or not wrapped:
            before += self._stop()
        self._at_start, self._own_sentence, self._length = False, start > 0, 0
        return before + self._say(content)

    def _say(self, text: str) -> str:
        """Return text single-spaced; a space at its end waits for what follows."""
        words = _LOOSE_STOP.sub(r"\1", " ".join(text.split()))
        if not words:
            self._gap = self._gap or bool(text)
            return ""
        spaced = self._last and (self._gap or text[0].isspace()) and not _STOP.match(words)
        self._gap = text[-1].isspace()
        self._length += len(text)
        self._last = words[-1]
        return f" {words}" if spaced else words

    def _stop(self) -> str:
        """Return the full stop that ends a sentence, unless it has ended."""
        self._gap = True
        if not self._last or self._last in _STOPPED:
            return ""
        self._last = "."
        return "."

    def _table_line(self, line: str) -> str:
        if _TABLE_RULE.fullmatch(line):
            self._header, self._row = self._row, []
            return ""
        before = self._stop() + self._leave_row()
        self._row = [inline(cell).strip() for cell in line.strip().strip("|").split("|")]
        return before + (self._leave_row() if self._header else "")

    def _leave_row(self) -> str:
        row, self._row = self._row, []
        if not any(row):
            return ""
        first, rest = row[0], row[1:]
        names = self._header[1:] + [""] * len(row)
        cells = [f"{name} {cell}".strip() for name, cell in zip(names, rest, strict=False) if cell]
        colon = ": " if self._header and first and cells else ", " if first and cells else ""
        self._gap = True
        return self._say(f"{first}{colon}{', '.join(cells)}") + self._stop()

    def _leave_table(self) -> str:
        text, self._header = self._leave_row(), []
        return text


def _mark(line: str) -> int:
    """Return where the content of a line begins, after the mark of a list, heading or quote."""
    quote = _QUOTE.match(line)
    start = quote.end() if quote else 0
    mark = _ITEM.match(line, start) or _HEADING.match(line, start)
    return mark.end() if mark else start
