"""One letter of a spelled name that may have been another: ask about it, and read the answer."""

from __future__ import annotations

import re

from voice_agent.language.en.entities.common_words import COMMON_WORDS
from voice_agent.language.en.entities.letters import HOMOPHONES, NATO, explanation
from voice_agent.language.en.entities.similar_names import is_commonest
from voice_agent.language.en.entities.tokens import tokenise
from voice_agent.text.word_lists import word_set, words

_EXAMPLES = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        words(
            "Alice Bob Charlie David Edward Frank George Henry India John King Larry Mary Nancy "
            "Oscar Peter Queen Robert Sam Tom Uncle Victor William X-ray Yankee Zebra"
        ),
        strict=True,
    )
)
_FIRST = word_set("first former one")
_SECOND = word_set("second latter last two")
_WITH = word_set("yes yeah yep yup right correct two double twice both with")
_WITHOUT = word_set("no nope nah not one single once without isn't doesn't")
_AS_VOWELS = frozenset("aefhilmnorsx")
_SPELL = re.compile(r"(?<!or )\bspell|\bletter by letter", re.IGNORECASE)
_MOST_WORDS = 6
_MOST_LETTERS = 2
"""More spell the name again."""


def letter_question(one: str, other: str) -> str:
    """Return the question for the only letter in which two names differ; "" if there is none."""
    pair, extra = _differing(one, other), _extra(one, other)
    if pair is not None:
        first, second = (f"{letter.upper()} as in {_EXAMPLES[letter]}" for letter in pair)
        return f"Was that {first}, or {second}?"
    if extra is None:
        return ""
    letter, before, after = extra
    if letter in (before, after):
        return f"Is that one {letter.upper()}, or two?"
    article = "an" if letter in _AS_VOWELS else "a"
    named = f"{article} {letter.upper()} as in {_EXAMPLES[letter]}"
    if before:
        return f"Is there {named}, after the {before.upper()}?"
    return f"Does it begin with {named}?"


def letter_answer(text: str, one: str, other: str) -> str | None:
    """Return which of two such names an answer means, or None if it does not say."""
    turn = tokenise(text)
    said = [token.word for token in turn.tokens if token.word[0].isalnum()]
    letters = sum(len(word) == 1 for word in said)
    if not said or len(said) > _MOST_WORDS or letters > _MOST_LETTERS:
        return None
    if _extra(one, other) is not None:
        return _longer_or_shorter(set(said), one, other)
    pair = _differing(one, other)
    if pair is None:
        return None
    explained = {turn.word(at) for at in range(len(turn.tokens)) if explanation(turn, at)}
    meant = {place for place, letter in enumerate(pair) if letter in explained}
    if not meant:
        meant = {
            place
            for place, (letter, order) in enumerate(zip(pair, (_FIRST, _SECOND), strict=True))
            if any(_names(word, letter, len(said) == 1) or word in order for word in said)
        }
    return (one, other)[meant.pop()] if len(meant) == 1 else None


def unspelled(name: str, question: str) -> str:
    """Return what to say to a name that was said where its letters were asked for, or "".

    Words leave none of them open that are the commonest way to write what they sound like.
    """
    words = name.lower().split()
    clear = bool(words) and all(
        is_commonest(word, family=at > 0 or len(words) == 1) for at, word in enumerate(words)
    )
    return "" if clear or not _SPELL.search(question) else "I need it letter by letter."


def _longer_or_shorter(said: set[str], one: str, other: str) -> str | None:
    shorter, longer = sorted((one, other), key=lambda name: len(_plain(name)))
    with_it, without = bool(said & _WITH), bool(said & _WITHOUT)
    if with_it == without:
        return None
    return longer if with_it else shorter


def _names(word: str, letter: str, alone: bool) -> bool:
    """Tell whether a word names a letter; "as" is an s only if it is all that was said."""
    if word in (letter, _EXAMPLES[letter].lower()) or NATO.get(word) == letter:
        return True
    return HOMOPHONES.get(word) == letter and (alone or word not in COMMON_WORDS)


def _differing(one: str, other: str) -> tuple[str, str] | None:
    """Return the two letters in the only place where two names differ."""
    left, right = _plain(one), _plain(other)
    if len(left) != len(right):
        return None
    pairs = [pair for pair in zip(left, right, strict=True) if pair[0] != pair[1]]
    if len(pairs) != 1 or not all(letter in _EXAMPLES for letter in pairs[0]):
        return None
    return pairs[0]


def _extra(one: str, other: str) -> tuple[str, str, str] | None:
    """Return the only letter that one of two names has more, and those around it."""
    shorter, longer = sorted((_plain(one), _plain(other)), key=len)
    if len(longer) != len(shorter) + 1:
        return None
    same = [one == other for one, other in zip(shorter, longer, strict=False)]
    at = same.index(False) if False in same else len(shorter)
    if shorter[at:] != longer[at + 1 :] or longer[at] not in _EXAMPLES:
        return None
    return longer[at], longer[at - 1 : at], longer[at + 1 : at + 2]


def _plain(name: str) -> str:
    return "".join(filter(str.isalpha, name.lower()))
