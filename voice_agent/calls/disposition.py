"""What became of a call, read from the conversation and not from how the line closed. Pure.

Callers hang up on answers that are right, and say goodbye to answers that are useless: how a call
ended is another column.
"""

from __future__ import annotations

from dataclasses import dataclass

from voice_agent.calls.facts import CallFacts, TurnFacts
from voice_agent.playbook.outputs import DispositionKind
from voice_agent.playbook.schema import Playbook

_ANSWERED = ("playbook", "knowledge", "llm")
_COURTESY = ("affirm", "deny", "greet", "thank", "bye")


@dataclass(frozen=True, slots=True)
class Disposition:
    """What became of a call.

    Attributes:
        kind: ``resolved``: everything that was asked was done or answered; ``partly_resolved``:
            some of it; ``unresolved``: nothing, or the caller said that it did not help;
            ``uncertain``: an action may have been done or not; ``broken_off``: in the middle of a
            task; ``call_back``: what ``policy.when_unreached`` names was done; ``person_has_it``;
            ``person_wanted``: but nobody took the call; ``nothing_said``.
        because: What decided, for people.
    """

    kind: DispositionKind
    because: str


def disposition(facts: CallFacts, playbook: Playbook) -> Disposition:
    """Read from a call what became of it."""
    said = [turn for turn in facts.turns if turn.said]
    if not said:
        return Disposition("nothing_said", "the caller said nothing")
    done = {act.name for act in facts.acts if act.outcome == "done"}
    doubt = next((a for a in facts.acts if a.outcome == "unknown" and a.name not in done), None)
    if doubt is not None:
        return Disposition("uncertain", f"'{doubt.name}' may have been done")
    person = _person(facts, playbook)
    if person is not None:
        return person
    if facts.open_task:
        return Disposition("broken_off", f"'{facts.open_task}' was not finished")
    return _by_answers(facts, said)


def _person(facts: CallFacts, playbook: Playbook) -> Disposition | None:
    """Return what became of a hand-off, if there was one."""
    if not facts.handoff:
        return None
    if facts.handoff[-1] == "accepted":
        return Disposition("person_has_it", "a person took the call")
    task = playbook.policy.when_unreached
    action = playbook.intents[task].action if task is not None else None
    done = any(act.name == action and act.outcome == "done" for act in facts.acts)
    finished = task in facts.details and facts.open_task != task
    if task is not None and (done if action else finished):
        return Disposition("call_back", f"nobody took the call, and '{task}' was done")
    return Disposition("person_wanted", f"nobody took the call ({facts.handoff[-1]})")


def _by_answers(facts: CallFacts, said: list[TurnFacts]) -> Disposition:
    requests = [turn for turn in said if not _is_courtesy(turn)]
    done = {act.name for act in facts.acts if act.outcome == "done"}
    failed = [a.name for a in facts.acts if a.outcome == "failed" and a.name not in done]
    answered = [turn for turn in requests if turn.source.startswith(_ANSWERED)]
    left = [turn for turn in requests if not turn.source.startswith(_ANSWERED)]
    if requests and requests[-1].sentiment == "negative" and requests[-1] in left:
        return Disposition("unresolved", "the caller ended unhappy with what was said")
    if not answered:
        return Disposition("unresolved", "nothing of what was asked was answered")
    if failed:
        return Disposition("partly_resolved", f"'{failed[0]}' failed")
    # A question that is asked again and answered then was only misheard.
    open_ends = [turn for turn in left if turn.source.startswith("fallback")]
    if open_ends or (left and requests[-1] in left):
        return Disposition("partly_resolved", "something that was asked was not answered")
    return Disposition("resolved", "all that was asked was done or answered")


def _is_courtesy(turn: TurnFacts) -> bool:
    return turn.act in _COURTESY or (not turn.intent and turn.route == "" and not turn.reply)
