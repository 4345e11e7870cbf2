"""English entities of a bank and a coffee bar, and what is found of them in a text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from voice_agent.core.turn import Entity
from voice_agent.language import EntitySpec, Span
from voice_agent.language.en import extract

TODAY = date(2026, 11, 22)  # A Sunday.
BANK = {
    "account": EntitySpec(kind="list", values={"checking": [], "savings": []}),
    "amount": EntitySpec(kind="money"),
    "payee": EntitySpec(kind="name"),
    "date": EntitySpec(kind="date"),
    "time": EntitySpec(kind="time"),
    "email": EntitySpec(kind="email"),
    "phone": EntitySpec(kind="phone"),
    "zip_code": EntitySpec(kind="digits", min_length=5, max_length=5),
    "last_four": EntitySpec(kind="digits", min_length=4, max_length=4),
}
MODIFIERS = ["a lot of", "lots of", "a bit of", "a little bit of", "some"]
MENU = {
    "drink": EntitySpec(
        kind="list",
        values={
            "coffee": [],
            "iced coffee": [],
            "house coffee": [],
            "drip coffee": ["filter coffee"],
            "espresso": [],
            "latte": ["caffe latte"],
            "cappuccino": [],
            "americano": [],
            "mocha": [],
            "iced mocha": [],
        },
    ),
    "roast": EntitySpec(
        kind="list", values={"light roast": [], "medium roast": [], "dark roast": []}
    ),
    "size": EntitySpec(
        kind="list",
        values={
            "small": [],
            "medium": ["regular size"],
            "large": [],
            "eight ounce": [],
            "twelve ounce": [],
            "twenty ounce": [],
        },
    ),
    "shots": EntitySpec(
        kind="list", values={"single shot": [], "double shot": [], "triple shot": []}
    ),
    "milk": EntitySpec(
        kind="list",
        values={"milk": [], "skim milk": [], "soy milk": [], "almond milk": [], "whole milk": []},
        modifiers=MODIFIERS,
    ),
    "account": EntitySpec(
        kind="list",
        values={"checking": ["checking account"], "savings": ["savings account"], "mortgage": []},
    ),
}


def find(entities: Mapping[str, EntitySpec], text: str, *, today: date) -> tuple[Entity, ...]:
    """Find what the rules find without a span."""
    return extract(entities, text, (), today=today)


def heard(text: str) -> list[tuple[str, Any]]:
    """What the menu has of a text."""
    entities = find(MENU, text, today=TODAY)
    assert all(entity.text == text[entity.start : entity.end] for entity in entities)
    return [(entity.type, entity.value) for entity in entities]


def read(
    text: str, *marks: tuple[str, str], entities: Mapping[str, EntitySpec] = BANK
) -> list[tuple[str, str, Any]]:
    """What is found in a text of which the model has marked some words."""
    spans = [Span(t, text.index(w), text.index(w) + len(w), 0.9) for t, w in marks]
    found = extract(entities, text, spans, today=TODAY)
    end = 0
    for entity in found:
        assert entity.text == text[entity.start : entity.end]
        assert entity.start >= end
        end = entity.end
    return [(entity.type, entity.text, entity.value) for entity in found]
