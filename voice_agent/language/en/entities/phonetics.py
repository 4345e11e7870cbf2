"""Phonetic keys for English as speech recognisers mishear it.

Like Metaphone (Philips, 1990) the keys write consonants as they sound. Unlike it they keep
vowels as three rough classes, because without them "late" and "latte" are the same.
"""

from __future__ import annotations

import re
from functools import lru_cache

_RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"[^a-z]", ""),
        (r"^(?:kn|gn|pn)", "n"),
        (r"^wr", "r"),
        (r"^ps", "s"),
        (r"^wh(?=o)", "h"),
        (r"^wh", "w"),
        (r"mb$", "m"),
        (r"bt$", "t"),
        (r"tch", "C"),
        (r"cc(?=[ei])", "C"),
        (r"ch(?=[rl]|as?$)", "k"),
        (r"ch", "C"),
        (r"sh|ti(?=on)|ci(?=an|al|ous)|ssi(?=on)|^s(?=uga)", "S"),
        (r"ph", "f"),
        (r"gh(?![aeiou])", ""),
        (r"gh", "g"),
        (r"th", "0"),
        (r"ck|q", "k"),
        (r"^x", "s"),
        (r"x", "ks"),
        (r"sc(?=[eiy])|c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"dg(?=e)|g(?=es?$)", "j"),
        (r"(?<=[^aeioudt])ed$", "d"),
        (r"(?<=[aeiouy][bdfgjklmnprstvzCS0])e$", ""),
        (r"(?<=[aeiou])[hwy]", ""),
        (r"(?<=.)h", ""),
        (r"(?<=.)y(?![aeiou])", "E"),
        (r"(?<![aeiou])a[aeiou]*", "A"),
        (r"(?<![aeiou])[ei][aeiou]*", "E"),
        (r"(?<![aeiou])[ou][aeiou]*", "O"),
        (r"(.)\1+", r"\1"),
    )
)
# A narrow band blurs voicing, m and n. Half of all speakers pronounce no r there.
_SILENT_R = re.compile(r"(?<=[AEO])r(?=[^AEO])")
_COARSE = str.maketrans("dgzvbjm", "tksfpCn")
_FINAL_CLUSTER = "st"
_FINAL_STOPS = ("t", "k", "p")


@lru_cache(maxsize=8192)
def fine_key(word: str) -> str:
    """Return how a word in lower case sounds: "mocha" and "moka" are "mOkA"."""
    for pattern, sound in _RULES:
        word = pattern.sub(sound, word)
    return word


@lru_cache(maxsize=8192)
def coarse_key(word: str) -> str:
    """Return how a word sounds on a bad line: "trip" is "drip", "short" is "shot"."""
    return _SILENT_R.sub("", fine_key(word)).translate(_COARSE)


def sound_alike(one: str, other: str) -> bool:
    """Tell whether two coarse keys differ at most in a final t, k, p or st, which speakers drop."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(long) > 3 and long.endswith(_FINAL_CLUSTER) and long[: -len(_FINAL_CLUSTER)] == short:
        return True
    return len(long) > 2 and long[:-1] == short and long[-1] in _FINAL_STOPS
