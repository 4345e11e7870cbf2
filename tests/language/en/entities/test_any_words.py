"""Whatever is said: no error, and entities that are in order and in the text."""

from __future__ import annotations

import random
from datetime import date

from voice_agent.language import Span
from voice_agent.language.en import extract, say
from voice_agent.language.specs import EntitySpec
from voice_agent.text.word_lists import words

TODAY = date(2026, 11, 22)
ENTITIES = {
    "drink": EntitySpec(kind="list", values={"iced coffee": ["ice coffee"], "mocha": []}),
    "size": EntitySpec(kind="list", values={"twenty ounce": []}, modifiers=["a lot of"]),
    "amount": EntitySpec(kind="money"),
    "date": EntitySpec(kind="date"),
    "time": EntitySpec(kind="time"),
    "count": EntitySpec(kind="number"),
    "account": EntitySpec(kind="digits", min_length=4, max_length=12),
    "name": EntitySpec(kind="name"),
    "email": EntitySpec(kind="email"),
    "phone": EntitySpec(kind="phone"),
    "postcode": EntitySpec(kind="postcode"),
}
WORDS = words(
    """
    a an the and or no I sorry in on at to for from next last of half quarter past double triple oh
    o zero one two five ten twelve twenty fifty hundred thousand million point dollars cents pounds
    $ £ % , . ? - ' : ( ) + / @ _ friday monday may november third 3rd 31st 99th 2026 1984 3:30
    25:99 13/45 2026-13-40 1,250 2.5 415.555.0132 0.0.0.0 00000 999999999999 am p.m. o'clock noon
    tomorrow day week month ago end dot com gmail underscore dash rate s t r h as tommy sierra alpha
    name is Sarah O'Brien plus iced coffee mocha lot ounce k grand couple dozen minus slash half-
    past S-A-R-A-H NW1 2DB é 五 ½ ² ٣ uh um
    """
)


def test_any_words_in_any_order() -> None:
    chance = random.Random(20261122)
    seen: set[str] = set()
    for _ in range(600):
        text = " ".join(chance.choices(WORDS, k=chance.randint(0, 12)))
        spans = []
        for _ in range(chance.randint(0, 3)):
            start = chance.randint(0, len(text))
            end = chance.randint(start, len(text) + 3)
            spans.append(Span(chance.choice(list(ENTITIES)), start, end, chance.random()))
        before = 0
        for entity in extract(ENTITIES, text, spans, today=TODAY):
            assert entity.text
            assert entity.text == text[entity.start : entity.end]
            assert entity.start >= before
            assert entity.value is not None
            assert say(ENTITIES[entity.type], entity.value, today=TODAY)
            before = entity.end
            seen.add(entity.type)
    assert seen >= {"drink", "amount", "date", "time", "count", "account", "name", "postcode"}
