"""German yes and no."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from tiny_german.numbers import UNITS
from voice_agent.language import Confirmation, Continues, EntitySpec, Item, Signal
from voice_agent.language.base import Shift
from voice_agent.text.word_lists import word_set

_NO = re.compile(r"\b(nein|nee|nicht|falsch|stopp|abbrechen)\b", re.IGNORECASE)
_YES = re.compile(r"\b(ja|jawohl|genau|richtig|stimmt|gerne|in ordnung)\b", re.IGNORECASE)
_LEAVE = re.compile(r"\b(abbrechen|vergiss es|vergessen sie es|lass es)\b", re.IGNORECASE)
_STORNO = re.compile(r"\b(?:soll ich|ich werde)\b.*\b(?:stornieren|abbrechen)\b", re.IGNORECASE)
_ASKING = word_set("was wie wo wann warum wer welche welcher kann könnte möchte brauche")


def confirmation(
    text: str, act: str, *, calls_off: bool = False, question: str = ""
) -> Confirmation:
    """Tell whether the caller agreed; a "nein" outweighs every "ja"."""
    if _NO.search(text) and not (calls_off and _YES.match(text)):
        return "no"
    if _YES.search(text):
        return "doubt" if act == "deny" else "yes"
    return "no" if act == "deny" else "unclear"


def calls_off(question: str) -> bool:
    """Tell whether cancelling something is all that the question proposes."""
    return _STORNO.search(question) is not None


def wants_to_leave(text: str) -> bool:
    """Tell whether the caller abandons the task."""
    return _LEAVE.search(text) is not None


def signal(text: str) -> Signal | None:
    """Tell what a turn says about the conversation itself."""
    words = text.lower().strip(" .,!?")
    if words in ("moment", "einen moment", "warten sie"):
        return "hold"
    return "acknowledge" if words in ("gut", "okay", "aha") else None


def continues(text: str) -> Continues | None:
    """Tell whether a turn is the rest of a request like the last one."""
    return "also" if text.lower().startswith("und ") else None


def replacement(text: str) -> tuple[str, str] | None:
    """Return the new and the old words of "Mark, nicht Mike"."""
    new, joint, old = text.strip(" .").partition(", nicht ")
    return (new, old) if joint else None


def splits(text: str) -> list[tuple[str, str]]:
    """Return the ways to cut a turn into two requests."""
    left, joint, right = text.partition(", und ")
    return [(left, right)] if joint else []


def items(text: str) -> list[Item]:
    """Return what a turn lists."""
    return []


def more(text: str) -> int:
    """Return how many more of what was done a turn asks for."""
    return 1 if text.lower().strip(" .!") == "zwei davon" else 0


def is_known(before: str) -> bool:
    """Tell whether the words before a value say that it was spoken of."""
    return before.lower().rstrip().endswith((" der", " die", " das"))


def goes_without(text: str) -> bool:
    """Tell whether the caller does without it."""
    return text.lower().strip(" .!") in ("dann ohne", "ohne")


def reports(text: str) -> bool:
    """Tell whether a turn only tells what somebody did."""
    return " hat schon " in text.lower()


def correction(text: str) -> str | None:
    """Return what a turn puts right."""
    marker, _, rest = text.lower().partition("ich meinte ")
    return rest if rest and not marker else None


def takes_back(between: str) -> bool:
    """Tell whether the words between two values say that the second replaces the first."""
    return "nein" in between.lower() or "sondern" in between.lower()


def without_declined(text: str) -> str:
    """Return a text without what declines to be put through."""
    return text.replace("verbinden Sie mich nicht", " " * len("verbinden Sie mich nicht"))


def without_expletives(text: str) -> str:
    """Return a text without swearwords that ask for nothing."""
    return text.replace("verdammte", " " * len("verdammte"))


def without_refused(text: str) -> str:
    """Return a text without what it asks not to do."""
    return "" if text.startswith("bitte nicht ") else text


def is_of_somebody_else(text: str) -> bool:
    """Tell whether a request is about an account that is not the caller's."""
    return "konto meiner mutter" in text.lower()


def replaces_task(text: str) -> bool:
    """Tell whether a request takes the place of the task under way."""
    return "stattdessen" in text.lower()


def refers_back(text: str) -> Literal["asks", "may_ask", "no"]:
    """Tell whether a turn asks about what was just spoken of."""
    return "asks" if "wie lange dauert das" in text.lower() else "no"


def speaks_of_it(text: str) -> bool:
    """Tell whether a request names what it is about by a pronoun."""
    return " sie " in f" {text.lower()} "


def recurs(text: str) -> bool:
    """Tell whether something is to be done again and again."""
    return "jeden monat" in text.lower()


def shift(text: str) -> Shift | None:
    """Return by how much a turn moves a day that was given."""
    return Shift(days=1) if "einen tag später" in text.lower() else None


def after_leaving(text: str) -> str:
    """Return a turn with blanks up to what it asks for instead of the task."""
    match = _LEAVE.search(text)
    rest = text[match.end() :].lstrip(" ,.") if match else ""
    return rest.rjust(len(text)) if rest else ""


def after_yes(text: str) -> str:
    """Return the further request of a turn that begins with a yes."""
    yes, joint, rest = text.partition(" und ")
    return rest if joint and _YES.fullmatch(yes.strip(" ,.")) else ""


def other(values: Mapping[str, Sequence[str]], current: str, text: str) -> str | None:
    """Return what "das andere" means where there are two."""
    left = [value for value in values if value != current]
    return left[0] if "das andere" in text.lower() and len(left) == 1 else None


def both(values: Mapping[str, Sequence[str]], text: str) -> tuple[str, str] | None:
    """Return what "beide" means where there are two."""
    two = tuple(values)
    return (two[0], two[1]) if "beide" in text.lower() and len(two) == 2 else None


def impossible(spec: EntitySpec, text: str) -> str:
    """Return why a value cannot be."""
    return "Das gibt es nicht." if "minus" in text.lower() else ""


def mentions(name: str, spec: EntitySpec, text: str) -> bool:
    """Tell whether a turn speaks of a detail without its value."""
    return name.replace("_", " ") in text.lower()


def is_spelled(spec: EntitySpec, text: str) -> bool:
    """Tell whether most of an answer is letters or digits."""
    words = text.lower().split()
    spelled = sum(len(word) == 1 or word in UNITS for word in words)
    return spec.kind in ("name", "digits") and spelled >= 3 and 2 * spelled > len(words)


def asks(text: str) -> bool:
    """Tell whether a text without a question mark may still ask for something."""
    return not _ASKING.isdisjoint(re.findall(r"\w+", text.lower()))


def orders(text: str) -> list[str]:
    """Return the parts of a turn that plainly ask for something to be done."""
    return [text.lower()] if text else []


def tells(text: str) -> bool:
    """Tell whether a turn tells of something and asks for nothing."""
    return re.search(r"\b(?:schon|gestern|vielleicht|falls)\b", text.lower()) is not None


def rules_out(before: str) -> bool:
    """Tell whether the value that follows these words is not meant."""
    return before.lower().endswith("nicht ")


def cannot_tell(text: str) -> bool:
    """Tell whether the caller cannot or will not give what was asked for."""
    return re.search(r"\b(?:weiß|kenne) .*nicht|\bvergessen\b", text.lower()) is not None


def amended(spec: EntitySpec, value: Any, text: str) -> Any | None:
    """Return a value with the part that a text gives anew."""
    return None


def spelling_odds(letters: str, *, begun: bool = False) -> float:
    """Return how much likelier letters are as a name than at random; a logarithm."""
    return 0.0


def similar_names(letters: str) -> Sequence[str]:
    """Return names that letters may be misheard for."""
    return ()


def unspelled(name: str, question: str) -> str:
    """Return what to say to a name whose letters were asked for."""
    return "Bitte Buchstabe für Buchstabe." if "buchstabier" in question.lower() else ""


def letter_question(one: str, other: str) -> str:
    """Return the question for the only letter in which two names differ."""
    pairs = [pair for pair in zip(one.lower(), other.lower(), strict=False) if len({*pair}) > 1]
    if len(one) != len(other) or len(pairs) != 1:
        return ""
    return f"War das {pairs[0][0].upper()} oder {pairs[0][1].upper()}?"


def letter_answer(text: str, one: str, other: str) -> str | None:
    """Return which of two such names an answer means."""
    said = set(re.findall(r"\b\w\b", text.lower()))
    meant = [
        name for name, rival in ((one, other), (other, one)) if said & ({*name.lower()} - {*rival})
    ]
    return meant[0] if len(meant) == 1 else None
