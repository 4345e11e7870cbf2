"""Where an English reply may be cut into clauses."""

from __future__ import annotations

import re

from voice_agent.text.clauses import ClauseSplitter

_ABBREVIATION = re.compile(
    r"^[(\"']*(?:mr|mrs|ms|dr|prof|st|ave|blvd|rd|apt|no|vs|etc|inc|ltd|co|corp|jr|sr|approx|ext"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed|thurs?|fri|sat|sun"
    r"|rev|capt|sgt|nos|fig|incl|excl|est|dept|acct|avg|min|max|hwy|ste|bldg|tel|ln|sq|eg|ie"
    r"|(?:[a-z]\.)*[a-z])\.$",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"""^[("']*(?:[-+~<>≈]?(?:[A-Z]{0,3}[$€£¥#])?[½¼¾\d].*|[%$€£][.,;:!?]*|[ap]\.?m\.?,?
    |(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|usd|eur|gbp
    |twelve|thir|fourteen|fif|twent|thirt|fift|fort|sixt|sevent|eigh|ninet|hundred|thousand|million
    |dollars?|cents?|pounds?|euros?|percent|point|january|february|march|april|may|june|july
    |august|september|october|november|december|(?:mon|tues|wednes|thurs|fri|satur|sun)day)
    (?:teen|y|y-\w+|th|st|nd|rd)?[.,;:!?]*)$""",
    re.IGNORECASE | re.VERBOSE,
)
_JOINING = frozenset({"and", "but", "or", "because", "so", "which", "that", "when", "if", "while"})

split_clauses = ClauseSplitter(
    abbreviation=_ABBREVIATION,
    ending_abbreviation=re.compile(r"[ap]\.m\.$", re.IGNORECASE),
    number=_NUMBER,
    number_link="and",
    joining=_JOINING,
).split
