"""The values of lists, without regard to accents and the plural."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from voice_agent.language.es.folding import fold, plain
from voice_agent.language.es.found import Found
from voice_agent.language.specs import EntitySpec

_RULED_OUT = re.compile(
    r"\b(?:sin|ni|nada de|no (?:quiero|lleva|lleve|ponga|pongas|me pongas?)|en (?:vez|lugar) de)"
    r"(?: (?:el|la|los|las|un|una|mas))?\s+$"
)


def scan_list(spec: EntitySpec, text: str) -> Iterator[Found]:
    """Yield the values of a list, the longest at each place; none that the caller rules out."""
    rules = _rules(tuple((value, *others) for value, others in spec.values.items()))
    modifiers = sorted((plain(one) for one in spec.modifiers), key=len, reverse=True)
    before = re.compile(rf"\b({'|'.join(map(re.escape, modifiers))})\s+(?:de\s+)?$")
    folded, taken = fold(text), 0
    for match in _any(rules).finditer(folded):
        if match.start() < taken or _RULED_OUT.search(folded[: match.start()]):
            continue
        taken = match.end()
        value = rules[_key(match[0])]
        modifier = before.search(folded[: match.start()]) if modifiers else None
        if modifier:
            yield Found(modifier.start(), match.end(), f"{modifier[1]} {value}")
        else:
            yield Found(match.start(), match.end(), value)


def _key(said: str) -> str:
    return " ".join(re.findall(r"\w+", said))


@lru_cache(maxsize=64)
def _rules(values: tuple[tuple[str, ...], ...]) -> dict[str, str]:
    """Return the value of each way to say it, the plural included."""
    found: dict[str, str] = {}
    for value, *others in values:
        for said in (value, *others):
            found.setdefault(plain(said), value)
    for said, value in [*found.items()]:
        found.setdefault(_plural(said), value)
    return found


def _plural(said: str) -> str:
    first, *rest = said.split(" ") if said else [""]
    if first[-1:] == "s":
        return said
    return " ".join([first + ("s" if first[-1:] in "aeiou" else "es"), *rest])


def _any(rules: dict[str, str]) -> re.Pattern[str]:
    return _pattern(tuple(sorted(rules, key=len, reverse=True)))


@lru_cache(maxsize=64)
def _pattern(ways: tuple[str, ...]) -> re.Pattern[str]:
    joined = "|".join(r"\W+".join(map(re.escape, way.split(" "))) for way in ways if way)
    return re.compile(rf"\b(?:{joined})\b" if joined else r"(?!)")
