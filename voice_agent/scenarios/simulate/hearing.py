"""The agent's words as a caller takes them: what it asks, what it reads back, what is done. Pure.

The caller knows the playbook's own sentences, as a caller knows a question when one hears it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from voice_agent.playbook.intents import IntentSpec
from voice_agent.playbook.phrases import normalised
from voice_agent.playbook.schema import Playbook

Kind = Literal[
    "detail",
    "confirm",
    "other",
    "fixed",
    "change",
    "more",
    "left",
    "again",
    "offer",
    "hold",
    "question",
    "statement",
]

_GAP = re.compile(r"\{(\w+)\}")
_FEWEST_WORDS = 3
"""An answer of fewer words of its own, such as "{last_reply}", is no sentence to tell by."""
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Heard:
    """The agent's words, to a caller with a task in mind.

    Attributes:
        kind: What its last sentence is: it asks for a ``detail`` of the task, to ``confirm`` it,
            something about an ``other`` task, something that every caller is asked (``fixed``),
            what to ``change``, whether there is ``more``; it has ``left`` the task, did not
            understand (``again``), offers a person, waits (``hold``), asks a ``question`` that is
            not known, or asks nothing.
        detail: The detail that it asks for; what tells the question if that is ``fixed``.
        told: What it reads back, by detail, in words of one case.
        done: Whether it says that the task is done.
    """

    kind: Kind
    detail: str = ""
    told: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    done: bool = False


def hear(
    playbook: Playbook,
    task: str,
    text: str,
    *,
    wanted: Mapping[str, str] = _NOTHING,
    fixed: Iterable[str] = (),
) -> Heard:
    """Return what ``text`` is to a caller who wants ``task``.

    Args:
        playbook: Its sentences.
        task: Intent that the caller has in mind.
        text: All that the agent has said since the caller spoke.
        wanted: The details of the task as the agent would say them, in one case.
        fixed: Words of the questions that every caller is asked.
    """
    said, intent = normalised(text), playbook.intents[task]
    answered = _match(intent.answer or "", said, wanted, end=False)
    done = answered is not None
    last = "" if done else _last_sentence(text).lower()
    for words in fixed:
        if words.lower() in last and not _tells(playbook, said):
            return Heard("fixed", words)
    read_back = _match(intent.read_back, said, wanted, end=True)
    if read_back is not None and not _is_asked_of_another(playbook, task, said):
        return Heard("confirm", told=read_back, done=done)
    detail = _asked(intent, said)
    if detail is not None:
        return Heard("detail", detail, done=done)
    says = playbook.says
    if _ends(said, [says.change]):
        return Heard("change", done=done)
    if done:
        return Heard("more", told=answered or _NOTHING, done=True)
    if _ends(said, [says.anything_else]):
        return Heard("more")
    if _ends(said, [says.cancelled]):
        return Heard("left")
    if _ends(
        said, [says.llm_fallback, says.action_failed, says.action_unknown, says.nothing_to_undo]
    ):
        return Heard("offer")
    if _ends(
        said,
        [*says.not_understood, *says.not_heard, says.not_possible, says.abuse, says.other_language],
    ):
        return Heard("again")
    if _ends(said, [says.hold, says.go_on]):
        return Heard("hold")
    others = [one for name, one in playbook.intents.items() if name != task]
    if any(_asks_about(one, said) for one in others):
        return Heard("other")
    return Heard("question" if text.rstrip().endswith("?") else "statement")


def _is_asked_of_another(playbook: Playbook, task: str, said: str) -> bool:
    """Return whether the last words are all of another task's read-back, which has no gaps.

    "You want {details}" has room for "me to cancel your order".
    """
    others = [one.read_back for name, one in playbook.intents.items() if name != task]
    return _ends(said, [one for one in others if "{" not in one])


def mismatches(told: Mapping[str, str], wanted: Mapping[str, str]) -> list[str]:
    """Return the details that the agent says otherwise than they are wanted."""
    wrong = [name for name, said in told.items() if name in wanted and wanted[name] != said]
    if "details" in told:
        listed = f" {told['details']} "
        wrong += [name for name, said in wanted.items() if f" {said} " not in listed]
    return wrong


def _tells(playbook: Playbook, said: str) -> bool:
    """Return whether the last words are an answer: "You can pick a new PIN" asks for none."""
    last = (_last_sentence(one.answer or "") for one in playbook.intents.values())
    return any(
        _match(sentence, said, _NOTHING, end=True) is not None
        for sentence in last
        if len(_GAP.sub(" ", sentence).split()) >= _FEWEST_WORDS
    )


def _asks_about(intent: IntentSpec, said: str) -> bool:
    read_back = _match(intent.read_back, said, _NOTHING, end=True)
    return read_back is not None or _asked(intent, said) is not None


def _asked(intent: IntentSpec, said: str) -> str | None:
    for name, detail in intent.details.items():
        if _ends(said, [detail.ask or "", *detail.again]):
            return name
    return None


def _ends(said: str, sentences: Iterable[str]) -> bool:
    return any(sentence and said.endswith(normalised(sentence)) for sentence in sentences)


def _match(
    template: str, said: str, wanted: Mapping[str, str], *, end: bool
) -> Mapping[str, str] | None:
    if not template:
        return None
    found = re.search(_pattern(template, wanted, end=end), said)
    return None if found is None else {k: v for k, v in found.groupdict().items() if v is not None}


def _pattern(template: str, wanted: Mapping[str, str], *, end: bool) -> str:
    """Return a pattern of a sentence of the playbook, with a group for each gap.

    What is wanted is tried first: between two gaps without a word, nothing else parts them.
    """
    parts: list[str] = []
    seen: set[str] = set()
    for number, part in enumerate(_GAP.split(template)):
        if number % 2 == 0:
            words = normalised(part)
            parts += [re.escape(words)] if words else []
            continue
        value = f"{re.escape(wanted[part])}|.+?" if wanted.get(part) else ".+?"
        parts.append(f"(?:{value})" if part in seen else f"(?P<{part}>{value})")
        seen.add(part)
    whole = r"\b" + r"\s+".join(parts)
    # The last one counts: "Okay, I have left that. I have 4 4 7 7. Is that right?"
    return ".*" + whole + ("$" if end else r"(?=\s|$)")


def _last_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?])\s+", text.strip())[-1]
