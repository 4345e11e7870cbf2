"""Personal details stay with us: the LLM reads and writes placeholders for them. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from voice_agent.language import Redaction
from voice_agent.text.check_digits import luhn
from voice_agent.text.normalise import comparison_key

_NAMES: Mapping[str, str] = {
    "digits": "number",
    "phone": "phone number",
    "email": "e-mail address",
    "birthday": "date of birth",
    "expiry": "expiry date",
    "letters": "spelled word",
    "secret": "password",
}
"""Names of kinds of details in texts for an LLM; others are called by their kind."""
_CARD_LENGTHS = range(13, 20)
_PHONE_LENGTHS = (10, 11)
_PLACEHOLDER = re.compile(r"\[\s*([a-z][a-z -]*?)\s*(\d{1,4})\s*\]", re.IGNORECASE)
# A model also writes "[NAME_1]", "\\[name 1\\]" and "{name 1}" for "[name 1]".
_REWRITTEN = re.compile(
    r"\\?[\[{(]\s*([a-z][a-z _-]*?)[\s_#:-]*(\d{1,4})\s*\\?[\]})]", re.IGNORECASE
)
_PART_OF_ONE = re.compile(r"\\?(?:[\[{(][\sa-z\d_#:-]{0,40}\\?)?$", re.IGNORECASE)


class Placeholders:
    """The personal details of one call and what stands for each: "[name 1]".

    Args:
        redactions: What looks like personal details in the language of the call.
        let_through: Kinds of details that the LLM may see.
    """

    def __init__(self, redactions: Sequence[Redaction], let_through: Iterable[str] = ()) -> None:
        self._let_through = frozenset(let_through)
        self._redactions = [
            one for one in redactions if one.label[1:-1] not in self._let_through and not one.asked
        ]
        self._placeholders: dict[tuple[str, str], str] = {}
        self._texts: dict[str, str] = {}
        self._known: dict[str, str] = {}

    def learn(self, kind: str, text: str) -> None:
        """Note a detail that was recognised, so that it is hidden wherever it is mentioned."""
        if len(text.strip()) > 1 and kind not in self._let_through:
            self._known.setdefault(text.strip(), kind)

    def hide(self, text: str) -> str:
        """Return a text with a placeholder for each personal detail."""
        for known in sorted(self._known, key=len, reverse=True):
            pattern = re.compile(rf"(?<![\w\[]){re.escape(known)}(?!\w)", re.IGNORECASE)
            text = _outside(text, Redaction(pattern, ""), self._stand_in(self._known[known]))
        for redaction in self._redactions:
            text = _outside(text, redaction, self._stand_in(redaction.label[1:-1]))
        return text

    def reveal(self, text: str) -> str:
        """Return a text with the details that its placeholders stand for.

        Of a placeholder that stands for nothing the name is left.
        """
        written = {_letters(name): detail for name, detail in self._texts.items()}

        def detail(match: re.Match[str]) -> str:
            unknown = match[1] if _PLACEHOLDER.fullmatch(match[0]) else match[0]
            return written.get(_letters(match[1] + match[2]), unknown)

        return _REWRITTEN.sub(detail, text)

    def _stand_in(self, kind: str) -> Callable[[str], str]:
        return lambda text: self._placeholder(_name(kind, text), text)

    def _placeholder(self, name: str, text: str) -> str:
        key = (name, comparison_key(text).replace(" ", ""))
        if key not in self._placeholders:
            number = 1 + sum(one == name for one, _ in self._placeholders)
            placeholder = f"[{name} {number}]"
            self._placeholders[key], self._texts[placeholder] = placeholder, text
        return self._placeholders[key]


class Revealed:
    """Puts details back into an answer that comes piece by piece.

    Args:
        placeholders: Those of the request.
    """

    def __init__(self, placeholders: Placeholders) -> None:
        self._placeholders = placeholders
        self._rest = ""

    def feed(self, piece: str) -> str:
        """Take the next piece; what may be the beginning of a placeholder waits."""
        text = self._rest + piece
        part = _PART_OF_ONE.search(text)
        cut = part.start() if part else len(text)
        self._rest = text[cut:]
        return self._placeholders.reveal(text[:cut])

    def end(self) -> str:
        """Return what is left once nothing more comes."""
        rest, self._rest = self._rest, ""
        return rest


def _letters(name: str) -> str:
    """Return what is the same in every way to write a placeholder."""
    return re.sub(r"[\W_]", "", name).lower()


def _name(kind: str, text: str) -> str:
    digits = re.sub(r"\D", "", text)
    if kind == "digits" and len(digits) in _CARD_LENGTHS and luhn(digits):
        return "card number"
    if kind == "digits" and len(digits) in _PHONE_LENGTHS:
        return "phone number"
    return _NAMES.get(kind, kind)


def _outside(text: str, redaction: Redaction, label: Callable[[str], str]) -> str:
    """Replace details in what is no placeholder yet."""
    return "".join(
        part if _PLACEHOLDER.fullmatch(part) else redaction.replace(part, label)
        for part in _parts(text)
    )


def _parts(text: str) -> Iterator[str]:
    end = 0
    for match in _PLACEHOLDER.finditer(text):
        yield text[end : match.start()]
        yield match[0]
        end = match.end()
    yield text[end:]
