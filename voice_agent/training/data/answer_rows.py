"""Rows of what callers say to the agent's questions, and those questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from random import Random

from voice_agent.core.turn import OUT_OF_SCOPE, Act, EscalationReason
from voice_agent.playbook.intents import IntentSpec
from voice_agent.playbook.phrases import Phrase, parse_phrase
from voice_agent.playbook.schema import Playbook
from voice_agent.training.data.mapping import Mapping
from voice_agent.training.data.rows import DEV, Row, split_by_text
from voice_agent.training.data.shared import shared_turns


class AnswerRows:
    """Answers to the questions of one playbook.

    Args:
        playbook: The playbook that asks.
        mapping: Its ``datasets.yaml``.
        rng: Random numbers, for which answers and questions go together.
    """

    def __init__(self, playbook: Playbook, mapping: Mapping, rng: Random) -> None:
        self._playbook = playbook
        self._mapping = mapping
        self._rng = rng
        self._entities = tuple(playbook.entities)
        acts = shared_turns("acts", playbook.language)
        self._said = acts["questions"]
        self._answers: list[str] = acts["answers"]
        self._acts: dict[str, list[str]] = {
            name: lines for name, lines in acts.items() if name not in {"questions", "answers"}
        }

    def acts(self) -> Iterator[Row]:
        """Yield yes, no, thanks and the like."""
        for act in ("affirm", "deny", "repeat", "thank", "bye", "greet"):
            for line in self._acts[act]:
                yield Row(
                    phrase=parse_phrase(line, ()),
                    group="acts",
                    split=split_by_text(line, DEV),
                    intents=self._mapping.shared_intents(act),
                    act=act,
                    escalation="none",
                    sentiment="positive" if act == "thank" else None,
                    asked=self._some(self._said["open"]) if act in {"affirm", "deny"} else None,
                )

    def short_answers(self) -> Iterator[Row]:
        """Yield answers to questions for details; the intent is the one that asks."""
        asking: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for name, intent in self._playbook.intents.items():
            for detail, spec in intent.details.items():
                if spec.ask:
                    asking[(spec.ask, intent.entity_of(detail))].append(name)
        for (ask, entity), intents in asking.items():
            question = self._question(ask, None)
            for template in self._answers:
                line = template.replace("{}", f"{{{entity}}}")
                act: Act = "deny" if template.startswith("<no|") else "inform"
                for copy in range(2):
                    yield Row(
                        phrase=parse_phrase(line, self._entities),
                        group="answers",
                        split=split_by_text(f"{ask} {line} {copy}", DEV),
                        intents=tuple(intents),
                        act=act,
                        escalation="none",
                        tagged=True,
                        asked=question,
                    )
            for act in ("inform", "deny"):
                for line in self._some_of(self._acts[act], 6):
                    yield self._reply(line, question, tuple(intents), act, "answers/none")

    def confirmations(self) -> Iterator[Row]:
        """Yield yes and no to what an intent reads back before it acts."""
        for name, intent in self._playbook.intents.items():
            if not intent.confirm:
                continue
            question = self._question(intent.confirm, intent)
            for act in ("affirm", "deny"):
                for line in self._some_of(self._acts[act], 8):
                    yield self._reply(line, question, (name,), act, "confirmations")
            for detail, spec in intent.details.items():
                if spec.ask:
                    entity = intent.entity_of(detail)
                    for template in self._some_of(self._answers[-6:], 3):
                        line = template.replace("{}", f"{{{entity}}}")
                        yield self._reply(line, question, (name,), "deny", "confirmations")

    def closings(self) -> Iterator[Row]:
        """Yield replies to "anything else?" and to the offer of a colleague."""
        more = [*self._said["more"], self._playbook.says.anything_else]
        done = self._mapping.shared_intents("done")
        for line in self._acts["done"]:
            for _ in range(4):
                yield self._reply(line, self._some(more), done, "deny", "closings")
        for line in self._some_of(self._acts["affirm"], 8):
            yield self._reply(line, self._some(more), (OUT_OF_SCOPE,), "affirm", "closings")
        person = self._mapping.shared_intents("person")
        says = self._playbook.says
        for offer in dict.fromkeys((says.llm_fallback, says.action_failed)):
            if person and offer.rstrip().endswith("?"):
                question = self._question(offer, None)
                for line in self._some_of(self._acts["affirm"], 8):
                    yield self._reply(
                        line, question, person, "affirm", "closings", escalation="person"
                    )

    def questions(self) -> Iterator[Phrase]:
        """Yield what the agent may say before a turn that does not answer it."""
        says = self._playbook.says
        lines = [says.greeting, says.greeting, says.anything_else, *says.not_understood]
        lines += [line for group in ("open", "more") for line in self._said[group]]
        for line in lines:
            yield self._question(line, None)
        for intent in self._playbook.intents.values():
            asks = (detail.ask for detail in intent.details.values())
            for said in (intent.answer, intent.confirm, *asks):
                if said:
                    yield self._question(said, intent)

    def _reply(
        self,
        line: str,
        asked: Phrase,
        intents: tuple[str, ...],
        act: Act,
        group: str,
        escalation: EscalationReason = "none",
    ) -> Row:
        return Row(
            phrase=parse_phrase(line, self._entities),
            group=group,
            split=split_by_text(f"{line} {intents}", DEV),
            intents=intents,
            act=act,
            escalation=escalation,
            tagged=True,
            asked=asked,
        )

    def _question(self, line: str, intent: IntentSpec | None) -> Phrase:
        names = self._detail_names(intent)
        known = {*self._entities, *names}
        # Results of actions are not entities; a short word replaces them.
        for gap in _gaps(line):
            if gap not in known:
                line = line.replace(f"{{{gap}}}", "it")
        return parse_phrase(line, self._entities, names)

    @staticmethod
    def _detail_names(intent: IntentSpec | None) -> dict[str, str]:
        if intent is None:
            return {}
        return {detail: intent.entity_of(detail) for detail in intent.details}

    def _some(self, lines: list[str]) -> Phrase:
        return self._question(self._rng.choice(lines), None)

    def _some_of(self, lines: list[str], count: int) -> list[str]:
        return [self._rng.choice(lines) for _ in range(count)]


def _gaps(line: str) -> list[str]:
    return [part.split("}")[0] for part in line.split("{")[1:] if "}" in part]
