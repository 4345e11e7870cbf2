"""Symbols that the head of letters and digits writes. Pure."""

from __future__ import annotations

from voice_agent.text.word_lists import words

LETTERS = tuple("abcdefghijklmnopqrstuvwxyz")
DIGIT_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
NUMBER_WORDS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty",
    "ninety", "hundred", "thousand",
)  # fmt: skip
TIMES = {"double": 2, "triple": 3}
SPACE = "_"
YES, NO, STOP = "yes", "no", "stop"
ANSWERS = {
    YES: words("yes yeah yep yup correct right okay sure"),
    NO: words("no nope nah"),
    STOP: words("stop wait cancel"),
}
"""What short answers mean; the head writes the meaning."""
SYMBOLS = ("", *LETTERS, *DIGIT_WORDS, *TIMES, SPACE, *NUMBER_WORDS, *ANSWERS)
"""By number; 0 is the blank of CTC. "Oh" is the letter, whatever it means."""
NUMBER_OF = {symbol: number for number, symbol in enumerate(SYMBOLS)}
NATO_WORDS = dict(
    zip(
        LETTERS,
        words(
            "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike "
            "november oscar papa quebec romeo sierra tango uniform victor whiskey x-ray yankee zulu"
        ),
        strict=True,
    )
)
