"""What a recogniser writes for spoken letters and digits, and what each may have been.

A reading is a string of characters and a cost: 0 for a literal one, 1 for a common mishearing, 2
for a bold guess. ``readings`` returns those of one token, ``confusions`` the characters that one
may have been; a grammar (the form of a postcode) decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from voice_agent.language.en.entities.common_words import COMMON_WORDS
from voice_agent.language.en.entities.number_words import TEENS, TENS
from voice_agent.language.en.entities.numbers import small
from voice_agent.language.en.entities.phonetics import coarse_key
from voice_agent.language.en.entities.tokens import TokenisedText
from voice_agent.text.word_lists import word_set, words

NATO = {
    word: word[0]
    for word in words(
        """
        alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima
        mike november oscar papa quebec romeo sierra tango uniform victor whiskey whisky xray
        yankee zulu
        """
    )
}


def _by_sound(lines: str) -> dict[str, str]:
    """Read "b bee be" as {"bee": "b", "be": "b"}, a line for each character."""
    return {
        said: character
        for character, *sounds in (line.split() for line in lines.strip().splitlines())
        for said in sounds
    }


# Words that sound like the name of a letter and mean it where letters are spelled.
HOMOPHONES = _by_sound(
    """
    a ay eh hey
    b bee be
    c see sea cee si
    d dee
    e ee
    f ef eff
    g gee ji
    h aitch haitch age
    i eye aye
    j jay
    k kay
    l el ell elle
    m em
    n en and an in end
    o oh owe
    p pee pea
    q queue cue kew
    r are ar our
    s ess es as
    t tea tee
    u you yew ewe
    v vee
    x ex eggs
    y why wye
    z zed zee zet said
    """
)
_SURE_DIGITS = _by_sound(
    """
    0 zero oh o nought naught nil
    1 one
    2 two
    3 three
    4 four
    5 five
    6 six
    7 seven
    8 eight
    9 nine niner
    """
)
_DIGIT_SOUNDS = _by_sound(
    """
    0 ow
    1 won wan
    2 to too
    3 free tree
    4 for full fall
    5 fife
    6 sex
    8 ate
    9 line nein
    """
)
_SIGNS = {"+": "n", "&": "n", "@": "a"}
_TIMES = {"double": 2, "triple": 3, "treble": 3}
# What a narrow band blurs: names of letters that end alike, and digits that rhyme.
_USUAL = words("ah8 sf mn bd bp pt dt bv gj ae aj iy i1 i5 l1 xs dg vd ak y5 t2 q2 r0 nl fx be 8e")
_BOLD = words("bcdegptvz3 ahjk8 fsxmnl iy59 quw2 lo s6 x6 f4 rl uo hx oe l0")
# Sounds exactly alike: a Roman five, an oh.
_SAME = words("v5 o0")
_SAME_COST, _SOUND_COST, _USUAL_COST, _CODE_COST, _BOLD_COST, _INITIAL_COST = 0.2, 0.3, 1, 1, 2, 2
_SURE_SOUND_COST = 0.1
_CODE_RATIO = 66.0
_LONGEST_BLOCK = 4
# Said around what is spelled, and not part of it.
ASIDE = word_set(
    """
    my name the is it's its it that's that postcode post code zip yes yeah no hello hi please thanks
    thank so well sorry right then space , . ? ! - ' : ; /
    """
)


class Reading(NamedTuple):
    """Characters in lower case that the tokens up to ``end`` may mean."""

    text: str
    end: int
    cost: float


def _pairs() -> dict[str, dict[str, float]]:
    costs: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for groups, cost in ((_BOLD, _BOLD_COST), (_USUAL, _USUAL_COST), (_SAME, _SAME_COST)):
        for group in groups:
            for one in group:
                costs[one].update({other: cost for other in group if other != one})
    return dict(costs)


_CONFUSED = _pairs()


def confusions(character: str) -> dict[str, float]:
    """Return the characters that a recognised one may have been, with their cost."""
    return {character: 0.0, **_CONFUSED.get(character, {})}


def readings(turn: TokenisedText, at: int) -> list[Reading]:
    """Return what the token at ``at``, with those after it that belong to it, may mean."""
    found: dict[tuple[str, int], float] = {}
    for text, end, cost in _readings(turn, at):
        if text:
            found[text, end] = min(cost, found.get((text, end), cost))
    return [Reading(text, end, cost) for (text, end), cost in found.items()]


def _readings(turn: TokenisedText, at: int) -> Iterator[Reading]:
    word, following = turn.word(at), turn.word(at + 1)
    if word in _TIMES and following:
        for one in _readings(turn, at + 1):
            if len(one.text) == 1:
                letter_w = word == "double" and one.text == "u"
                cost = _USUAL_COST if letter_w else one.cost
                yield Reading(one.text * _TIMES[word], one.end, cost)
                if letter_w:
                    yield Reading("w", one.end, 0.0)
    if word[:1].isdecimal():
        yield Reading("".join(c for c in word if c.isdecimal()), at + 1, 0.0)
    if word in _SURE_DIGITS:
        yield Reading(_SURE_DIGITS[word], at + 1, 0.0)
    elif word in TENS or word in TEENS:
        read = small(turn.tokens, at)
        if read:
            yield Reading(str(read[0]), read[1], 0.0)
    for table, cost in (
        (_DIGIT_SOUNDS, _SOUND_COST),
        (_SIGNS, _SOUND_COST),
        (NATO, 0.0),
        (HOMOPHONES, _SOUND_COST),
    ):
        if word in table:
            # "gee" is only ever a letter, "see" is also a word.
            sure = table is HOMOPHONES and word not in COMMON_WORDS
            yield Reading(table[word], at + 1, _SURE_SOUND_COST if sure else cost)
    if len(word) == 1 and word.isalpha():
        yield Reading(word, at + 1, 0.0)
        yield from _explained(turn, at)
    elif word.isalpha():
        if len(word) <= _LONGEST_BLOCK:
            written = turn.text[turn.tokens[at].start : turn.tokens[at].end]
            yield Reading(word, at + 1, 0.0 if written.isupper() or len(word) == 2 else 0.7)
        if len(word) > 2 and word not in NATO:
            code = _code_word(word)
            if code:
                yield Reading(code, at + 1, _CODE_COST)
            yield Reading(word[0], at + 1, _INITIAL_COST)


def _explained(turn: TokenisedText, at: int) -> Iterator[Reading]:
    """Read "b for bravo" as b; in "b for teddy" the word is surer than the letter."""
    end = explanation(turn, at)
    if end:
        yield Reading(turn.word(at), end, 0.0)
    elif turn.word(at + 1) in ("for", "like", "4") and len(turn.word(at + 2)) > 2:
        yield Reading(turn.word(at + 2)[0], at + 3, _USUAL_COST)


def explanation(turn: TokenisedText, at: int) -> int:
    """Return the index after "for tommy" or "as in tommy" next to the t at ``at``, or 0.

    The "ray" of "x-ray" is such a word too: recognisers separate the two.
    """
    letter, (one, two, three) = turn.word(at), (turn.word(at + step) for step in (1, 2, 3))
    if one in ("for", "like", "4") and two[:1] == letter and len(two) > 1:
        return at + 3
    if letter == "x" and "ray" in (one, two if one == "-" else ""):
        return at + 2 if one == "ray" else at + 3
    return at + 4 if (one, two) == ("as", "in") and three[:1] == letter else 0


@lru_cache(maxsize=4096)
def _code_word(word: str) -> str:
    """Return the first letter of the code word that ``word`` sounds like ("gulf"), or nothing."""
    heard = coarse_key(word)
    keys = {code: coarse_key(code) for code in NATO}
    best = process.extractOne(heard, keys, scorer=fuzz.ratio, score_cutoff=_CODE_RATIO)
    return NATO[best[2]] if best else ""
