"""German numbers up to a hundred."""

from __future__ import annotations

from voice_agent.text.word_lists import words

UNITS = {
    word: n for n, word in enumerate(words("null eins zwei drei vier fünf sechs sieben acht neun"))
}
_TEENS = words("zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn")
_TENS = words("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig")
NUMBERS = {
    **UNITS,
    "ein": 1,
    "einen": 1,
    "zwo": 2,
    **{word: n for n, word in enumerate(_TEENS, 10)},
    **{word: 10 * n for n, word in enumerate(_TENS, 2)},
    "hundert": 100,
    # "einundzwanzig": the units come first.
    **{
        f"{'ein' if n == 1 else unit}und{tens}": 10 * m + n
        for m, tens in enumerate(_TENS, 2)
        for unit, n in UNITS.items()
        if n
    },
}


def number(word: str) -> int | None:
    """Return the value of a word or a numeral."""
    return int(word) if word.isdecimal() else NUMBERS.get(word)
