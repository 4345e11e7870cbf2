"""Faults of a playbook that loads: pure, by the keys where they are written."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from voice_agent.core.turn import OUT_OF_SCOPE
from voice_agent.playbook.intents import IntentSpec, LookUp
from voice_agent.playbook.phrases import normalised, unbalanced, unmarked, variants
from voice_agent.playbook.schema import Playbook
from voice_agent.project.places import Key

FEWEST_PHRASES = 10
_GAP = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Found:
    """Something that is wrong.

    Attributes:
        path: Keys that lead to it.
        what: What is wrong, and what to do.
        file: ``playbook`` or ``phrases``, the file that the keys are in.
    """

    path: tuple[Key, ...]
    what: str
    file: str = "playbook"


def findings(playbook: Playbook, *, sections: int, llm: bool) -> Iterator[Found]:
    """Yield what is wrong with a playbook.

    Args:
        playbook: The playbook.
        sections: How many sections its knowledge folder has.
        llm: Whether the pipeline has an LLM.
    """
    yield from dead_ends(playbook, sections=sections, llm=llm)
    yield from without_consent(playbook)
    yield from words_in_two_lists(playbook)
    yield from few_phrases(playbook)
    yield from phrases_twice(playbook)
    yield from brackets(playbook)


def dead_ends(playbook: Playbook, *, sections: int, llm: bool) -> Iterator[Found]:
    """Yield what leads a call nowhere, and what no call leads to."""
    routes = {spec.route for spec in playbook.intents.values()}
    if "human" not in routes:
        yield Found(("intents",), "no intent has 'route: human': nobody can ask for a person")
    for name, spec in playbook.intents.items():
        where = ("intents", name, "route")
        if spec.route == "retrieve" and not sections:
            yield Found(where, "'retrieve', but the folder knowledge/ has no sections")
        if spec.route == "llm" and not llm:
            yield Found(where, "'llm', but the pipeline file has no stage 'llm'")
        yield from _never_asked(name, spec)
    yield from _unused(playbook)


def _never_asked(name: str, spec: IntentSpec) -> Iterator[Found]:
    for key, text in (("confirm", spec.confirm), ("answer", spec.answer)):
        for gap in dict.fromkeys(_GAP.findall(text or "")):
            detail = spec.details.get(gap)
            if detail is not None and not detail.ask and detail.default is None:
                yield Found(
                    ("intents", name, "details", gap),
                    f"'{key}' says {{{gap}}}, but nothing asks for it: give it 'ask' or 'default'",
                )


def _unused(playbook: Playbook) -> Iterator[Found]:
    actions: set[str | None] = set()
    entities: set[str] = set()
    for spec in playbook.intents.values():
        actions.add(spec.action)
        for name, detail in spec.details.items():
            entities.add(spec.entity_of(name))
            actions.add(detail.valid_by)
            if isinstance(detail.one_of, LookUp):
                actions.add(detail.one_of.action)
    actions |= {action.lookup for action in playbook.actions.values()}
    # What checks a caller's identity is named elsewhere in the playbook.
    rest = playbook.model_dump(exclude={"actions", "phrases", "says", "entities", "intents"})
    actions |= set(_texts(rest))
    for name in playbook.actions:
        if name not in actions:
            yield Found(("actions", name), "no intent does this; name it as its 'action'")
    for name in playbook.entities:
        if name not in entities:
            yield Found(("entities", name), "no intent has a detail of this kind")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def without_consent(playbook: Playbook) -> Iterator[Found]:
    """Yield intents that change something before the caller has said yes."""
    for name, spec in playbook.intents.items():
        action = playbook.actions.get(spec.action or "")
        if action is not None and not action.only_reads and not spec.read_back:
            yield Found(
                ("intents", name, "action"),
                f"'{spec.action}' may change something, and nothing is read back: add 'confirm', "
                "or 'confirm_if_unsure' where it is easily taken back; if it only reads, say so "
                "with 'speculate: true'",
            )


def words_in_two_lists(playbook: Playbook) -> Iterator[Found]:
    """Yield words that mean two values."""
    meant: dict[str, tuple[str, str]] = {}
    for entity, spec in playbook.entities.items():
        for value, also in spec.values.items():
            for word in dict.fromkeys(normalised(one) for one in (value, *also)):
                entity_of, value_of = meant.setdefault(word, (entity, value))
                if (entity_of, value_of) != (entity, value):
                    yield Found(
                        ("entities", entity, "values", value),
                        f"'{word}' is also {value_of} of {entity_of}: which one is meant?",
                    )


def few_phrases(playbook: Playbook) -> Iterator[Found]:
    """Yield intents that a model cannot learn."""
    for name in playbook.intents:
        count = len(playbook.phrases.get(name, ()))
        if count < FEWEST_PHRASES:
            phrases = f"{count} phrases" if count else "no phrases"
            yield Found(
                (name,) if count else ("intents", name),
                f"{phrases} for '{name}'; write twenty in phrases.yaml",
                "phrases" if count else "playbook",
            )


def phrases_twice(playbook: Playbook) -> Iterator[Found]:
    """Yield phrases that are in two intents."""
    seen: defaultdict[str, str] = defaultdict(str)
    for intent, lines in playbook.phrases.items():
        for number, line in enumerate(lines):
            said = {normalised(one): one for one in map(unmarked, variants(line))}
            twice = next((text for text in said if seen[text] not in ("", intent)), None)
            if twice is not None:
                other = seen[twice]
                label = "out of scope" if other == OUT_OF_SCOPE else f"of '{other}'"
                yield Found((intent, number), f"'{said[twice]}' is also {label}", "phrases")
            for text in said:
                seen[text] = seen[text] or intent


def brackets(playbook: Playbook) -> Iterator[Found]:
    """Yield phrases with a mark, gap or choice that is not closed."""
    for intent, lines in playbook.phrases.items():
        for number, line in enumerate(lines):
            bracket = unbalanced(line)
            if bracket:
                what = f"'{line}': '{bracket}' has no partner; a mark is [words](entity)"
                yield Found((intent, number), what, "phrases")
