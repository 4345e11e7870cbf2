"""How voices are told to say letters and digits: respelled, or in the script of another language.

Indian and European voices read the English names of letters with the accent of their language.
"""

from __future__ import annotations

import unicodedata

from voice_agent.stt.ears.symbols import DIGIT_WORDS, LETTERS
from voice_agent.text.word_lists import words
from voice_agent.training.ears.script import Segment
from voice_agent.training.noise.voices import Voice

_ENGLISH = words(
    "eigh bee see dee ee ef gee aitch eye jay kay ell em en oh pee cue are ess tee you vee "
    "double-you ex why zee"
)
_ROMAN = words(
    "ei bi si di i ef yi eich ai yei kei el em en ou pi kiu ar es ti iu vi dabliu eks uai zi"
)
_ROMAN_DIGITS = words("sirou uan tu tri for faif siks seven eit nain")
_DEVANAGARI = words("ए बी सी डी ई एफ़ जी एच आई जे के एल एम एन ओ पी क्यू आर एस टी यू वी डबल्यू एक्स वाई ज़ेड")
_DEVANAGARI_DIGITS = words("ज़ीरो वन टू थ्री फ़ोर फ़ाइव सिक्स सेवन एट नाइन")
_OTHERS = {
    "double": "डबल", "triple": "ट्रिपल", "space": "स्पेस", "hundred": "हंड्रेड", "thousand": "थाउज़ेंड",
    "ten": "टेन", "eleven": "इलेवन", "twelve": "ट्वेल्व", "thirteen": "थर्टीन", "fourteen": "फ़ोर्टीन",
    "fifteen": "फ़िफ़्टीन", "sixteen": "सिक्सटीन", "seventeen": "सेवंटीन", "eighteen": "एटीन",
    "nineteen": "नाइनटीन", "twenty": "ट्वेंटी", "thirty": "थर्टी", "forty": "फ़ोर्टी", "fifty": "फ़िफ़्टी",
    "sixty": "सिक्सटी", "seventy": "सेवंटी", "eighty": "एटी", "ninety": "नाइंटी",
    "my": "माई", "name": "नेम", "is": "इज़", "it's": "इट्स", "number": "नंबर", "the": "द", "yes": "यस",
    "okay": "ओके", "last": "लास्ट", "first": "फर्स्ट", "and": "एंड", "then": "देन", "please": "प्लीज़",
    "as": "ऐज़", "in": "इन", "for": "फ़ॉर", "sure": "श्योर", "so": "सो", "that's": "दैट्स",
    "yeah": "येआ", "yep": "येप", "correct": "करेक्ट", "right": "राइट", "no": "नो", "nope": "नोप",
    "stop": "स्टॉप", "wait": "वेट", "cancel": "कैंसल", "hello": "हेलो", "what": "व्हाट", "sorry": "सॉरी",
    "now": "नाउ", "on": "ऑन", "go": "गो", "top": "टॉप", "step": "स्टेप", "shop": "शॉप",
}  # fmt: skip
_NUKTA = "\u093c"
_BLOCKS = {"hi": 0, "mr": 0, "ne": 0, "bn": 0x80, "pa": 0x100, "gu": 0x180, "te": 0x300,
           "kn": 0x380, "ml": 0x400}  # fmt: skip

_INTO_ENGLISH = dict(zip(LETTERS, _ENGLISH, strict=True))
_ROMAN_OTHERS = {
    "yes": "yes", "yeah": "yea", "no": "nou", "stop": "stop", "wait": "ueit", "okay": "okei",
    "right": "rait", "double": "dabel", "space": "speis", "now": "nau", "on": "on", "top": "top",
    "go": "gou", "hello": "helou", "please": "plis", "nope": "noup", "cancel": "kansel",
}  # fmt: skip
_INTO_ROMAN = {
    **_ROMAN_OTHERS,
    **dict(zip(LETTERS, _ROMAN, strict=True)),
    **dict(zip(DIGIT_WORDS, _ROMAN_DIGITS, strict=True)),
}
_INTO_DEVANAGARI = {
    **dict(zip(LETTERS, _DEVANAGARI, strict=True)),
    **dict(zip(DIGIT_WORDS, _DEVANAGARI_DIGITS, strict=True)),
    **_OTHERS,
}


def english(words: tuple[str, ...], zed: bool = False) -> list[str]:
    """Respell letters for an English voice."""
    named = {**_INTO_ENGLISH, "z": "zed"} if zed else _INTO_ENGLISH
    return [named.get(word, word) for word in words]


def foreign(words: tuple[str, ...], language: str) -> list[str] | None:
    """Respell words for a voice of another language; nothing if one is unknown there."""
    if language not in _BLOCKS:
        known = [_INTO_ROMAN.get(word, "") for word in words]
        return known if all(known) else None
    known = [unicodedata.normalize("NFD", _INTO_DEVANAGARI.get(word, "")) for word in words]
    shift = _BLOCKS[language]
    if not all(known) or (shift and any(_NUKTA in word for word in known)):
        return None
    return [
        "".join(chr(ord(c) + shift) if 0x900 <= ord(c) < 0x980 else c for c in word)
        for word in known
    ]


def written(voice: Voice, segment: Segment, zed: bool) -> str:
    """Return what the engine is given for a segment; empty if it cannot say it."""
    if voice.language == "en":
        said: list[str] | None = english(segment.words, zed)
        if voice.engine == "flite" or voice.engine == "festival":
            said = ["ay" if word == "eigh" else word for word in said or ()]
    else:
        said = foreign(segment.words, voice.language)
    if said is None:
        return ""
    return (", " if voice.speed < 0.85 and len(said) < 4 else " ").join(said)
