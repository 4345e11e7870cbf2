"""Where labelled turns go, and what is wrong with that and what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from voice_agent.core.turn import OUT_OF_SCOPE, Hit, RouteTo, TurnReading
from voice_agent.dialogue.context import context_of
from voice_agent.dialogue.interpret import interpret
from voice_agent.dialogue.state import DialogueState
from voice_agent.playbook.policy import Costs
from voice_agent.playbook.schema import Playbook
from voice_agent.router.decision import Decision

_ANSWERS = ("details", "yes", "no", "leave")


@dataclass(frozen=True, slots=True)
class Sample:
    """A labelled turn with what the router would see.

    Attributes:
        reading: What the SLM understood.
        state: The conversation before the turn, as far as the agent's question shows it.
        hit: The best section of the knowledge folder.
        intents: Right intents, possibly ``out_of_scope``; any of them will do.
        needs_human: Whether a person has to take this turn.
        needs_llm: Whether a good answer takes reasoning that the playbook does not have.
        sections: Headings of the sections that answer it, if knowledge does.
    """

    reading: TurnReading
    state: DialogueState
    hit: Hit | None
    intents: tuple[str, ...]
    needs_human: bool = False
    needs_llm: bool = False
    sections: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a turn went and what was wrong with that.

    Attributes:
        to: The route.
        wrong: Answered, but not what was asked.
        missed: Needed a person but got none.
        unhelped: Went to the LLM, which can talk but do nothing, for something the playbook does.
    """

    to: RouteTo
    wrong: bool = False
    missed: bool = False
    unhelped: bool = False

    def cost(self, costs: Costs) -> float:
        """Return what the turn costs."""
        total = 0.0
        if self.to == "human":
            total += costs.human_minutes * costs.human_minute
        if self.to == "llm":
            total += costs.llm_call
        if self.to == "clarify" or self.unhelped:
            total += costs.clarification
        return total + costs.wrong_answer * self.wrong + costs.missed_escalation * self.missed


@dataclass(frozen=True, slots=True)
class Figures:
    """What a set of thresholds does to a set of turns. Shares are of all turns, 0..1.

    Attributes:
        turns: Number of turns.
        cost_per_1000: Cost of 1000 such turns.
        answered: Answered by the playbook or the knowledge folder.
        accuracy: Share of right ones among these; 1 if there are none.
        llm: Sent to the LLM.
        human: Handed over to a person.
        clarify: Asked again.
        wrong: Turns that were answered, but not what was asked.
        missed: Turns that needed a person and got none.
    """

    turns: int
    cost_per_1000: float
    answered: float
    accuracy: float
    llm: float
    human: float
    clarify: float
    wrong: int
    missed: int


def judge(sample: Sample, playbook: Playbook, today: date) -> Outcome:
    """Route a turn and compare with its labels."""
    decision = Decision(sample.reading, sample.state, sample.hit, today)
    route = decision.route(playbook)
    if sample.needs_human:
        return Outcome(route.to, missed=route.to != "human")
    if route.to == "llm":
        return Outcome("llm", unhelped=not llm_can(sample, playbook))
    if route.to == "retrieve":
        return Outcome("retrieve", wrong=not _knowledge_is_right(sample))
    if route.to == "answer":
        return Outcome("answer", wrong=not _answer_is_right(sample, playbook, today))
    return Outcome(route.to)


def outcomes(samples: Iterable[Sample], playbook: Playbook, today: date) -> list[Outcome]:
    """Judge every turn."""
    return [judge(sample, playbook, today) for sample in samples]


def summarise(results: Sequence[Outcome], costs: Costs) -> Figures:
    """Summarise at least one outcome."""
    count = len(results)

    def share(place: RouteTo) -> float:
        return sum(result.to == place for result in results) / count

    answers = [result for result in results if result.to in ("answer", "retrieve")]
    right = sum(not (result.wrong or result.missed) for result in answers)
    return Figures(
        turns=count,
        cost_per_1000=1000 * sum(result.cost(costs) for result in results) / count,
        answered=len(answers) / count,
        accuracy=right / len(answers) if answers else 1.0,
        llm=share("llm"),
        human=share("human"),
        clarify=share("clarify"),
        wrong=sum(result.wrong for result in results),
        missed=sum(result.missed for result in results),
    )


def llm_can(sample: Sample, playbook: Playbook) -> bool:
    """Return whether the LLM can answer the turn well."""
    if sample.needs_llm:
        return True
    return any(
        intent == OUT_OF_SCOPE or playbook.intents[intent].route in ("llm", "retrieve")
        for intent in sample.intents
    )


def _knowledge_is_right(sample: Sample) -> bool:
    if sample.needs_llm or sample.hit is None:
        return False
    return sample.hit.section.heading in sample.sections


def _answer_is_right(sample: Sample, playbook: Playbook, today: date) -> bool:
    if sample.needs_llm:
        return False
    reply = interpret(playbook, context_of(playbook, sample.state, today), sample.reading)
    if reply.kind in _ANSWERS:
        # An answer to the agent's question belongs to the intent that asked.
        return sample.state.task is None or sample.state.task in sample.intents
    return sample.reading.intent in sample.intents
