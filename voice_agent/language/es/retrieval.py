"""What a Spanish question is about: its terms, what it rules out, its numbers. Pure."""

from __future__ import annotations

import re

from voice_agent.language.base import Particulars
from voice_agent.language.es.folding import fold, plain, words_of
from voice_agent.language.es.numbers import ARTICLES, number_at
from voice_agent.text.word_lists import word_set

_STOP_WORDS = word_set(
    """
    a al algo algun alguna ante con como cual cuales cuando cuanto cuanta cuantos cuantas de del
    desde donde el ella ellos en entre es esa ese eso esta este esto esos esas son soy estan
    favor fue ha hay hasta he la las le les lo los mas me mi mis muy no nos o otra otro para pero
    por pueden puede puedo podria que quien quiero quisiera se ser si sin sobre su sus tambien te
    teneis tenemos tengo tiene tienen tu tus un una unas uno unos usted ustedes y ya yo gustaria
    decir decirme dime diga saber sabe
    """
)
_ENDINGS = (
    "aciones", "acion", "iendo", "ieron", "ando", "aron", "amos", "emos", "imos", "aban", "ar",
    "er", "ir", "an", "en", "as", "os", "es", "a", "o", "e", "s",
)  # fmt: skip
_SHORTEST_STEM = 3
_RULES_OUT = re.compile(
    r"\b(?:sin|excepto|menos|salvo|no (?:lleva|tiene|hay|quiero))((?: \w+){1,3})"
)
_OPENER = (
    r"(?:que|cual(?:es)?|cuant[oa]s?|cuando|como|donde|quien(?:es)?|por que|puede|puedo|podria"
    r"|hay|tiene|tienen|teneis|se puede|es|son|esta|estan|hacen|venden|abren|cierran|aceptan)\b"
)
_OPENS = re.compile(rf"[\s¿]*(?:a que |de que |en que |hasta que |desde que |{_OPENER})")
_BORDER = re.compile(rf"(?<=[?.!])\s+|,?\s+y(?:\s+(?:tambien|ademas))?\s+(?=¿?{_OPENER})")
_ASKING = word_set(
    """
    que cual cuales cuanto cuanta cuantos cuantas cuando como donde quien puede puedo podria
    quiero quisiera necesito hay tiene tienen gustaria dime digame
    """
)
_SHORTEST_QUESTION = 2
"""Spanish leaves pronouns out: "¿Cuándo abren?" is a question."""


def terms(text: str) -> list[str]:
    """Return the stems of the words that carry meaning."""
    return [
        stem
        for word in re.findall(r"[a-z0-9]+", fold(text))
        if word not in _STOP_WORDS and (stem := _stem(word))
    ]


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def particulars(text: str) -> Particulars:
    """Return what a text rules out ("sin lactosa") and the whole numbers in it."""
    said, at, numbers = words_of(text), 0, set()
    while at < len(said):
        read = number_at(said, at)
        if read and not (read.end == at + 1 and said[at].text in ARTICLES):
            numbers.add(int(read.value))
        at = read.end if read else at + 1
    ruled_out = {term for match in _RULES_OUT.finditer(plain(text)) for term in terms(match[1])}
    return Particulars(frozenset(ruled_out), frozenset(numbers))


def questions(text: str) -> list[str]:
    """Return the questions of a turn, each to be understood by itself; the text when it is one."""
    parts: list[str] = []
    told, start = "", 0
    borders = [*_BORDER.finditer(fold(text))]
    for border in [*borders, None]:
        part = text[start : border.start() if border else len(text)].strip()
        start = border.end() if border else start
        if not part:
            continue
        whole = f"{told} {part}".strip()
        if len(part.split()) < _SHORTEST_QUESTION or not (asks(part) or opens_question(part)):
            told = whole
        else:
            parts.append(whole)
            told = ""
    if told and parts:
        parts[-1] = f"{parts[-1]} {told}"
    return parts if len(parts) > 1 else [text]


def asks(text: str) -> bool:
    """Tell whether a text without a question mark may still ask for something."""
    return not _ASKING.isdisjoint(plain(text).split())


def opens_question(sentence: str) -> bool:
    """Tell whether a sentence begins as a question does."""
    return _OPENS.match(fold(sentence)) is not None
