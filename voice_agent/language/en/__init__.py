"""Entities of a turn: the model says what kind of detail it is, plain code says its value.

Values are JSON-able, by kind of entity:

========  =====================================================================
list      the canonical value, behind a modifier where one was said
money     ``{"amount": 250.0, "currency": "USD"}`` (ISO 4217)
date      ISO 8601 date, ``"2026-11-27"``
time      24 hour clock, ``"15:30"``
number    int or float
digits    ``"4477"``; with the check ``iban`` also letters, ``"GB29NWBK60161331926819"``
name      ``"Sarah Connor"``
email     ``"jo.smith@gmail.com"``
phone     E.164, ``"+14155550132"``; a ``local`` one without area code ``"5550132"``
postcode  upper case, spaced as it is written: ``"NW1 2DB"``, ``"94107-1234"``
========  =====================================================================
"""

from __future__ import annotations

from voice_agent.language.en.entities.nbest import choose, extract
from voice_agent.language.en.entities.rules import Span, find, normalise, prepare
from voice_agent.language.en.verbalise import say

__all__ = ["Span", "choose", "extract", "find", "normalise", "prepare", "say"]
