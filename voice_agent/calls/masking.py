"""A decision as it may be kept: personal details are replaced, what decides a route stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from voice_agent.calls.redaction import is_personal, redact
from voice_agent.core.turn import Entity, Hit
from voice_agent.dialogue.answers import IN_PARTS
from voice_agent.dialogue.asked_last import asks_other
from voice_agent.dialogue.cards import asks_card, is_card
from voice_agent.dialogue.details import asked_for
from voice_agent.dialogue.interpret import interpret
from voice_agent.dialogue.render import question
from voice_agent.dialogue.state import DialogueState
from voice_agent.dialogue.verification import hidden
from voice_agent.playbook.schema import Playbook
from voice_agent.router.decision import Decision


def masked(decision: Decision, playbook: Playbook) -> Decision:
    """Return the decision without names, numbers, addresses and texts of sensitive entities.

    A route depends on how many words were said, on which details were found and on whether
    they differ from those known, so the words stay as many and equal values stay equal.
    """
    entities = (*decision.reading.entities, *bare_details(decision, playbook))
    card = asks_card(playbook, decision.state)
    secrets = secret_entities(playbook, entities, (decision.state,))
    asked = asked_for_number(playbook, decision.state)
    tokens: dict[tuple[str, str], str] = {}

    def token(type_: str, value: Any) -> str:
        known = sum(name == type_ for name, _ in tokens)
        label = f"[{type_}]" if known == 0 else f"[{type_} {known + 1}]"
        return tokens.setdefault((type_, str(value)), label)

    def clean(text: str) -> str:
        return redact(text, secrets, playbook.entities, playbook.lang.redactions, asked=asked)

    def details(task: str, values: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: token(type_, value)
            if is_sensitive(playbook, type_) or is_card(playbook, task, name)
            else value
            for name, value, type_ in _typed(playbook, task, values)
        }

    state = decision.state
    finished = state.finished
    transcript = decision.reading.transcript
    shown = hidden(playbook, state, transcript.text, decision.today)
    known = replace(state, details=details(state.task or "", state.details))
    return replace(
        decision,
        state=replace(
            known,
            finished=(finished[0], details(*finished)) if finished else None,
            earlier=tuple((task, details(task, values)) for task, values in state.earlier),
            last_reply=_said_last(decision, playbook, known) or clean(state.last_reply),
            # What they helped to find is among the entities now.
            request="",
            heard=(),
            dictated=(),
            choices={
                action: tuple(f"[{action} {number}]" for number in range(1, len(values) + 1))
                for action, values in state.choices.items()
            },
            looked_up=None,
            verification=replace(
                state.verification,
                caller="",
                given={name: f"[{name}]" for name in state.verification.given},
            ),
            deeds_today=(),
            unsettled=tuple(
                replace(one, details=details(one.task, one.details)) for one in state.unsettled
            ),
            suspended=tuple(
                replace(one, details=details(one.task, one.details)) for one in state.suspended
            ),
        ),
        reading=replace(
            decision.reading,
            transcript=replace(
                transcript,
                text=_as_many_words(clean(shown), len(transcript.text.split())),
                alternatives=(),
                rival="",
                evidence=None,
            ),
            entities=tuple(
                replace(e, text=f"[{e.type}]", value=token(e.type, e.value), start=0, end=0)
                if card or is_sensitive(playbook, e.type)
                else replace(e, text=clean(e.text), start=0, end=0)
                for e in entities
            )
            + _credentials(decision, playbook),
        ),
        # A section's words are in the knowledge folder; no threshold looks at them.
        hit=decision.hit and _without_text(decision.hit),
    )


def _said_last(decision: Decision, playbook: Playbook, known: DialogueState) -> str:
    """Return the open question in masked words if it was asked last: a yes depends on that."""
    context = decision.context(playbook)
    if not context.question or asks_other(playbook, context):
        return ""
    return playbook.lang.speakable(question(playbook, known, decision.today) or "")


def _without_text(hit: Hit) -> Hit:
    also = tuple(map(_without_text, hit.also))
    return replace(hit, section=replace(hit.section, text=""), also=also)


def _credentials(decision: Decision, playbook: Playbook) -> tuple[Entity, ...]:
    """Return that something was given to verify the caller, as entities that do not say what."""
    reply = interpret(playbook, decision.context(playbook), decision.reading)
    given = reply.found if reply.kind == "identify" else ()
    return tuple(Entity(name, f"[{name}]", f"[{name}]", 0, 0) for name in given)


def bare_details(decision: Decision, playbook: Playbook) -> tuple[Entity, ...]:
    """Return sensitive details that only the question makes such ("Sarah"), as entities."""
    reading, state = decision.reading, decision.state
    task = playbook.intents.get(state.task or "")
    if task is None or state.awaiting not in task.details:
        return ()
    type_ = task.entity_of(state.awaiting)
    if not is_sensitive(playbook, type_) or any(e.type == type_ for e in reading.entities):
        return ()
    reply = interpret(playbook, decision.context(playbook), reading)
    if reply.kind != "details" or state.awaiting not in reply.found:
        return ()
    text = reading.transcript.text
    return (Entity(type_, text, reply.found[state.awaiting], 0, len(text)),)


def secret_entities(
    playbook: Playbook, entities: Iterable[Entity], states: Iterable[DialogueState]
) -> list[Entity]:
    """Return the sensitive ones of ``entities`` and those that the conversation knows already."""
    found = [e for e in entities if is_sensitive(playbook, e.type)]
    for state in states:
        for task, values in ((state.task or "", state.details), *filter(None, (state.finished,))):
            for _, value, type_ in _typed(playbook, task, values):
                if is_sensitive(playbook, type_) and value is not None:
                    found.append(Entity(type_, str(value), value, 0, 0))
    return found


def is_sensitive(playbook: Playbook, type_: str) -> bool:
    """Return whether values of this entity may not be kept."""
    return type_ in playbook.entities and is_personal(playbook.entities[type_])


def asked_for_number(playbook: Playbook, state: DialogueState) -> bool:
    """Return whether the caller was asked for a number, or is giving one in pieces."""
    spec = asked_for(playbook, state.task, state.awaiting)
    return spec is not None and spec.kind in IN_PARTS


def _typed(
    playbook: Playbook, task: str, values: Mapping[str, Any]
) -> Iterable[tuple[str, Any, str]]:
    intent = playbook.intents.get(task)
    for name, value in values.items():
        type_ = intent.entity_of(name) if intent and name in intent.details else name
        yield name, value, type_


def _as_many_words(text: str, count: int) -> str:
    """Repeat the first label until there are as many words as were said."""
    words = text.split()
    lost = count - len(words)
    label = next((i for i, word in enumerate(words) if word.startswith("[")), None)
    if lost <= 0 or label is None:
        return text
    # "[payee]," ends in a comma: repeat only the label itself.
    repeated = words[label][: words[label].index("]") + 1]
    return " ".join([*words[:label], *[repeated] * lost, *words[label:]])
