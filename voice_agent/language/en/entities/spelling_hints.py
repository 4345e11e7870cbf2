"""Hints on spelling after a name: "smith with a y", "sara with an h", "philip with two l's"."""

from __future__ import annotations

from collections.abc import Iterator

from voice_agent.language.en.entities.known_names import is_common_name
from voice_agent.language.en.entities.tokens import TokenisedText

_ARTICLES = ("a", "an", "the")
_COUNTS = {"one": 1, "single": 1, "two": 2, "double": 2}
# What the hinted letters replace, most likely first.
_INSTEAD = {
    "y": ("i", "ie", "ey"), "i": ("y",), "k": ("c", "ck"), "c": ("k", "s"), "ph": ("f", "v"),
    "f": ("ph",), "v": ("ph",), "z": ("s",), "s": ("z",), "g": ("j",), "j": ("g",), "x": ("cks",),
}  # fmt: skip


def hint_at(turn: TokenisedText, at: int, end: int) -> tuple[str, int] | None:
    """Return the letters and their count that the tokens ``at`` to ``end`` hint at, if any.

    "with a y" is ("y", 0), "with two t's" is ("t", 2), "without an h" is ("h", -1).
    """
    if turn.word(at) not in ("with", "without"):
        return None
    count = _COUNTS.get(turn.word(at + 1))
    if count is None and turn.word(at + 1) not in _ARTICLES:
        return None
    if [turn.word(index) for index in range(end - 3, end - 1)] == ["at", "the"]:
        end -= 3  # "With an a at the end".
    letters = "".join(turn.word(index) for index in range(at + 2, end)).replace("'", "")
    if count and len(letters) == 2 and letters[1] == "s":
        letters = letters[0]
    count = -1 if turn.word(at) == "without" else count or 0
    return (letters, count) if letters.isalpha() and len(letters) <= 2 else None


def respell(word: str, letters: str, count: int) -> str:
    """Change ``word`` (lower case) to have the hinted letters, into a known name if possible."""
    made = [one for one in _respelled(word, letters, count) if one != word]
    known = [one for one in made if is_common_name(one)]
    return (known or made or [word])[0]


def _respelled(word: str, letters: str, count: int) -> Iterator[str]:
    if count == 2 and letters * 2 not in word:
        yield from (word[:at] + letters + word[at:] for at in _places(word, letters))
    elif count == -1:
        yield word.replace(letters, "")
    elif count == 1:
        yield word.replace(letters * 2, letters)
    elif not count and letters not in word:
        for old in _INSTEAD.get(letters, ()):
            yield from (word[:at] + letters + word[at + len(old) :] for at in _places(word, old))
        yield word + letters


def _places(word: str, part: str) -> list[int]:
    return [at for at in range(len(word)) if word.startswith(part, at)]
