"""One name out of many hypotheses, of one answer or of several ("spell it for me").

The given name and the rest are voted on separately. A hypothesis counts less the further down the
list it is, and a name counts less the rarer it is. Spelled letters pull towards the spoken name
that they resemble ("a i m e e": Aimee, not Amy).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz

from voice_agent.language.en.entities.common_words import COMMON_WORDS
from voice_agent.language.en.entities.known_names import (
    family_names,
    given_names,
    is_common_name,
    strangeness,
)
from voice_agent.language.en.entities.letter_model import second_name
from voice_agent.language.en.entities.letters import ASIDE, readings
from voice_agent.language.en.entities.names import NOT_NAMES, read_name, titled
from voice_agent.language.en.entities.retractions import without_ruled_out
from voice_agent.language.en.entities.tokens import TokenisedText, tokenise

_DECAY = 0.3
_STRANGE = 2.0
# Weight of a name that contains other words ("Laura At Wood"): it counts only without rivals.
_BROKEN = 1e-3
_SPELLED_PULL = 20.0
_LEAST_ALIKE = 0.6
_MOST_NAMES = 12
_MOST_SPELLED = 6
_FEWEST_LETTERS = 3
_FEWEST_TWICE = 4
_SPELLED_SHARE = 0.6
_SHORT_LUMP = 2
_PREPOSITIONS = ("to", "for")
# A spelling must resemble a part of the name a little more than it would all of it.
_PART = 0.03


def vote(attempts: Sequence[Sequence[str]], full: bool = False) -> str | None:
    """Return the name that the hypotheses of one or more answers support, or None.

    Args:
        attempts: Hypotheses of each answer, best first.
        full: Whether a name needs two words.
    """
    given: defaultdict[str, float] = defaultdict(float)
    rest: defaultdict[str, float] = defaultdict(float)
    alone: defaultdict[str, float] = defaultdict(float)
    spelled: list[str] = []
    for hypotheses in attempts:
        for rank, text in enumerate(hypotheses):
            turn = tokenise(without_ruled_out(text))
            letters = spelled_name(turn)
            if letters:
                spelled.append(letters)
                continue
            name = read_name(turn, 0, len(turn.tokens))
            if not name:
                continue
            weight = math.exp(-_DECAY * rank)
            if any(_is_no_name(word) for word in name.lower().split()):
                weight *= _BROKEN
            first, _, others = name.partition(" ")
            if others:
                given[first] += weight
                rest[others] += weight
            else:
                alone[name] += weight
    if not full and sum(alone.values()) > sum(given.values()):
        given, rest = alone, defaultdict(float, {"": 1.0})
    if not given:
        name = _titled(spelled[0]) if spelled else ""
        return name if name and (" " in name or not full) else None
    return _best(given, rest, spelled[:_MOST_SPELLED])


def _best(given: dict[str, float], rest: dict[str, float], spelled: Sequence[str]) -> str:
    firsts = _shortlist(given, given_names())
    lasts = _shortlist(rest, family_names())
    return max(
        (one + other + _SPELLED_PULL * _alike(first, last, spelled), f"{first} {last}".strip())
        for first, one in firsts
        for last, other in lasts
    )[1]


def _shortlist(weights: dict[str, float], known: Mapping[str, int]) -> list[tuple[str, float]]:
    """Return the names of most weight, with the logarithm of their weight."""
    scored = [
        (name, math.log(weight) - _STRANGE * strangeness(name.lower().rsplit(" ", 1)[-1], known))
        for name, weight in weights.items()
    ]
    return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:_MOST_NAMES]


def _alike(first: str, last: str, spelled: Sequence[str]) -> float:
    """Return how closely a spelling resembles the name or a part of it, 0 to about 0.4."""
    one, other = first.lower(), last.lower().replace(" ", "")
    best = _LEAST_ALIKE
    for letters in spelled:
        plain = letters.replace(" ", "")
        best = max(
            best,
            fuzz.ratio(one + other, plain) / 100,
            fuzz.ratio(one, plain) / 100 - _PART,
            fuzz.ratio(other, plain) / 100 - _PART if other else 0.0,
        )
    return best - _LEAST_ALIKE


def spelled_name(turn: TokenisedText) -> str:
    """Return the letters of a turn that only spells, or nothing.

    Recognisers write spelled letters in lumps ("Jo r d a n th o m a s"); they count if most words
    are short. The word "space" between letters becomes one.
    """
    letters, short, count, at = "", 0, 0, 0
    lead = ""
    while at < len(turn.tokens):
        word = turn.word(at)
        spelled = [read for read in readings(turn, at) if read.text.isalpha() and read.cost < 1]
        lead_in = not letters and len(word) > 1
        if word in ASIDE and (lead_in or not spelled):
            letters, at = letters + " " * (word == "space"), at + 1
            continue
        read = min(spelled, key=lambda one: (one.cost, -one.end), default=None)
        if read is None or (len(read.text) > _SHORT_LUMP and _is_word(word)):
            return ""
        if not letters and word in _PREPOSITIONS:
            lead = read.text
        letters += read.text
        short += len(word) <= _SHORT_LUMP or len(read.text) == 1
        count += 1
        at = read.end
    enough = len(letters) >= _FEWEST_LETTERS and short >= max(2, _SPELLED_SHARE * count)
    rest = letters.removeprefix(lead).strip()
    if lead and is_common_name(rest):
        return rest  # "To S I O B H A N".
    return letters.strip() if enough else ""


def _is_no_name(word: str) -> bool:
    """Tell whether a word ends a name; "Will" and "So" do, but are names too."""
    return word in NOT_NAMES and not is_common_name(word)


def _is_word(word: str) -> bool:
    return word in COMMON_WORDS or is_common_name(word)


def _titled(letters: str) -> str:
    """Capitalise a spelled name, cut in two where that is likelier: "Jordan Thomas"."""
    half = len(letters) // 2
    if half >= _FEWEST_TWICE and letters[:half].strip() == letters[half:].strip():
        letters = letters[:half].strip()  # It was spelled twice.
    at = second_name(letters)
    if at:
        letters = f"{letters[:at]} {letters[at:]}"
    return " ".join(titled(part) for part in letters.split())
