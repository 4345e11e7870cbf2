"""The words for numbers: cardinals, scales, ordinals and parts of a whole."""

from __future__ import annotations

from voice_agent.text.word_lists import word_set, words

UNITS = {
    word: value
    for value, word in enumerate(words("zero one two three four five six seven eight nine"))
}
TEENS = {
    word: value
    for value, word in enumerate(
        words(
            """
        ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
        """
        ),
        10,
    )
}
TENS = {
    word: value * 10
    for value, word in enumerate(
        words("twenty thirty forty fifty sixty seventy eighty ninety"),
        2,
    )
} | {"fourty": 40}
SMALL = UNITS | TEENS | TENS
NOUGHTS = frozenset(("oh", "o", "nought", "naught", "nil"))
DIGITS = {word: str(value) for word, value in UNITS.items()} | dict.fromkeys(NOUGHTS, "0")
"""The digit that each word for one stands for."""

HUNDRED = ("hundred", "hundreds", "hunderd", "hunnerd", "hunnert")
_THOUSANDS = words(
    "thousand million billion trillion quadrillion quintillion sextillion septillion octillion"
)
SCALES = {word: 1000**power for power, word in enumerate(_THOUSANDS, 1)}
SCALES |= {"lakh": 10**5, "lac": 10**5, "crore": 10**7}
SCALES |= {f"{word}s": value for word, value in SCALES.items()}
SCALES |= {"k": 1_000, "grand": 1_000, "m": 1_000_000, "mil": 1_000_000, "bn": 10**9}
SCALES |= {"dozen": 12, "dozens": 12}
SCALE_LETTERS = frozenset(("k", "m"))
"""Scales that may be letters of a spelling."""

_ORDINAL_UNITS = words("first second third fourth fifth sixth seventh eighth ninth")
_ORDINAL_TEENS = words(
    """
    tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth
    nineteenth
    """
)
ORDINALS = {word: value for value, word in enumerate((*_ORDINAL_UNITS, *_ORDINAL_TEENS), 1)}
ORDINALS |= {"twentieth": 20, "thirtieth": 30, "forth": 4}
_LONG_ORDINALS = {f"{word[:-1]}ieth": value for word, value in TENS.items() if word != "fourty"} | {
    "hundredth": 100
}
_LONG_ORDINALS |= {f"{word}th": 1000**power for power, word in enumerate(_THOUSANDS, 1)}

PARTS = {"half": 2, "quarter": 4} | {
    word: value for word, value in (ORDINALS | _LONG_ORDINALS).items() if value > 2
}
"""Names of the parts of a whole, and how many parts there are."""
PLURAL_PARTS = {f"{word}s": value for word, value in PARTS.items() if word != "half"}
PLURAL_PARTS |= {"halves": 2}
VULGAR = {
    "½": 1 / 2, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 1 / 4, "¾": 3 / 4, "⅕": 1 / 5, "⅖": 2 / 5,
    "⅗": 3 / 5, "⅘": 4 / 5, "⅙": 1 / 6, "⅚": 5 / 6, "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8,
    "⅞": 7 / 8,
}  # fmt: skip
"""Fractions that are written as one character."""

SIGNS = frozenset(("minus", "negative"))
GOES_ON = frozenset(ORDINALS) | frozenset(_LONG_ORDINALS) | frozenset(PLURAL_PARTS)
"""Words that make another number of the one before them: "twenty first", "five sevenths"."""
STARTS = frozenset(SMALL) | SIGNS
STARTS |= word_set("a an half quarter couple hundred thousand million point nought naught nil")
STARTS |= frozenset(VULGAR)
