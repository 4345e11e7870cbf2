"""All rows that a playbook's model is trained and measured on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TypeVar, get_args

from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import OUT_OF_SCOPE, Act, EscalationReason, Sentiment
from voice_agent.playbook.load import read_yaml
from voice_agent.playbook.phrases import Phrase, parse_phrase
from voice_agent.playbook.schema import IntentSpec, Playbook
from voice_agent.training.data.labelled import heard_rows, learned_rows
from voice_agent.training.data.mapping import Mapping, load_mapping, reason_of
from voice_agent.training.data.public import public_rows
from voice_agent.training.data.rows import Row, Split, of_split, split_by_text, stable_share
from voice_agent.training.data.values import DATA

# Share of the phrases reserved for calibration.
_DEV = 0.1
# Share of the shared turns on mood and reasoning reserved for measuring; no other data has both.
_TEST = 0.15
# Share of plain requests that also teach "neutral" and "no reasoning". It is small, because the
# turns written for that purpose should count more.
_PLAIN = 0.25
_REASONS: tuple[EscalationReason, ...] = get_args(EscalationReason)
_SENTIMENTS: tuple[Sentiment, ...] = get_args(Sentiment)
_MOODS: dict[EscalationReason, Sentiment] = {"anger": "negative", "complaint": "negative"}
_REASONING = {"complex": True, "simple": False}

K = TypeVar("K", bound=str)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Rows of every split, and the questions that may precede any turn."""

    rows: tuple[Row, ...]
    questions: tuple[Phrase, ...]

    def split(self, split: Split) -> list[Row]:
        """Return the rows of one split."""
        return of_split(self.rows, split)


def build_corpus(playbook: Playbook, data: Path | None, seed: int) -> Corpus:
    """Gather the playbook's phrases, the shared turns and the public data under ``data``.

    Raises:
        ConfigError: A phrase is wrong, or an intent has nothing to learn from.
    """
    rng = Random(seed)
    mapping = load_mapping(playbook)
    builder = _Builder(playbook, mapping, rng)
    rows = [
        *builder.phrases(),
        *builder.compositions(),
        *builder.shared_escalation(),
        *builder.shared_acts(),
        *builder.shared_scope(),
        *builder.short_answers(),
        *builder.confirmations(),
        *builder.closings(),
        *builder.sentiment(),
        *builder.reasoning(),
        *learned_rows(playbook, _DEV),
        *heard_rows(playbook, mapping),
    ]
    if data is not None:
        rows += public_rows(playbook, mapping, data, rng)
    taught = {intent for row in rows if row.split == "train" for intent in row.intents}
    missing = set(playbook.intents) - taught
    if missing:
        raise ConfigError(
            f"{playbook.folder / 'phrases.yaml'}: no phrases for {', '.join(sorted(missing))}; "
            "write about twenty for each"
        )
    return Corpus(tuple(rows), tuple(builder.questions()))


class _Builder:
    def __init__(self, playbook: Playbook, mapping: Mapping, rng: Random) -> None:
        self._playbook = playbook
        self._mapping = mapping
        self._rng = rng
        self._entities = tuple(playbook.entities)
        acts = read_yaml(DATA / "acts.yaml")
        self._said = acts["questions"]
        self._answers: list[str] = acts["answers"]
        self._acts: dict[str, list[str]] = {
            name: lines for name, lines in acts.items() if name not in {"questions", "answers"}
        }

    def phrases(self) -> Iterable[Row]:
        for intent, lines in self._playbook.phrases.items():
            for line in lines:
                yield self._phrase(intent, line, "phrases", split_by_text(line, _DEV))

    def compositions(self) -> Iterable[Row]:
        for intent, lines in self._mapping.compositions.items():
            for line in lines:
                yield self._phrase(intent, line, "compositions", "train")

    def _phrase(self, intent: str, line: str, group: str, split: Split) -> Row:
        scope = intent == OUT_OF_SCOPE
        phrase = parse_phrase(line, self._entities)
        reason = reason_of(self._mapping.escalation, intent, phrase)
        spec = self._playbook.intents.get(intent)
        answered = spec is not None and spec.route == "answer" and reason == "none"
        usual = answered and stable_share(f"plain {line}") < _PLAIN
        return Row(
            phrase=phrase,
            group=f"{group}/scope" if scope else group,
            split=split,
            intents=(intent,),
            act=None if scope else self._mapping.acts.get(intent, "request"),
            escalation=reason,
            tagged=not scope,
            sentiment="neutral" if usual else _MOODS.get(reason or "none"),
            reasoning=False if usual else None,
        )

    def shared_escalation(self) -> Iterable[Row]:
        for reason, lines in read_yaml(DATA / "escalation.yaml").items():
            if reason not in _REASONS:
                raise ConfigError(f"escalation.yaml: {reason}: known: {', '.join(_REASONS)}")
            for line in lines:
                yield Row(
                    phrase=parse_phrase(line, ()),
                    group=f"escalation/{'none' if reason == 'none' else 'wanted'}",
                    split=split_by_text(line, _DEV),
                    intents=self._shared(reason),
                    act=None if reason == "none" else "request",
                    escalation=reason,
                    sentiment=_MOODS.get(reason),
                )

    def shared_acts(self) -> Iterable[Row]:
        for act in ("affirm", "deny", "repeat", "thank", "bye", "greet"):
            for line in self._acts[act]:
                yield Row(
                    phrase=parse_phrase(line, ()),
                    group="acts",
                    split=split_by_text(line, _DEV),
                    intents=self._shared(act),
                    act=act,
                    escalation="none",
                    sentiment="positive" if act == "thank" else None,
                    asked=self._some(self._said["open"]) if act in {"affirm", "deny"} else None,
                )

    def shared_scope(self) -> Iterable[Row]:
        for lines in read_yaml(DATA / "out_of_scope.yaml").values():
            for line in lines:
                yield Row(
                    phrase=parse_phrase(line, ()),
                    group="scope",
                    split=split_by_text(line, _DEV),
                    intents=(OUT_OF_SCOPE,),
                    escalation="none",
                )

    def sentiment(self) -> Iterable[Row]:
        """Yield turns by mood. They teach no intent: playbooks treat praise differently."""
        for mood, lines in _shared_file("sentiment", _SENTIMENTS).items():
            for line in lines:
                yield Row(
                    phrase=parse_phrase(line, ()),
                    group="sentiment",
                    split=_with_test(line),
                    sentiment=mood,
                )

    def reasoning(self) -> Iterable[Row]:
        """Yield turns that take reasoning over facts or steps, and turns that look like them."""
        for kind, lines in _shared_file("reasoning", tuple(_REASONING)).items():
            for line in lines:
                yield Row(
                    phrase=parse_phrase(line, ()),
                    group="reasoning",
                    split=_with_test(line),
                    reasoning=_REASONING[kind],
                )

    def short_answers(self) -> Iterable[Row]:
        """Yield answers to questions for details; the intent is the one that asks."""
        asking: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for name, intent in self._playbook.intents.items():
            for detail, spec in intent.details.items():
                if spec.ask:
                    asking[(spec.ask, spec.entity or detail)].append(name)
        for (ask, entity), intents in asking.items():
            question = self._question(ask, None)
            for template in self._answers:
                line = template.replace("{}", f"{{{entity}}}")
                act: Act = "deny" if template.startswith("<no|") else "inform"
                for copy in range(2):
                    yield Row(
                        phrase=parse_phrase(line, self._entities),
                        group="answers",
                        split=split_by_text(f"{ask} {line} {copy}", _DEV),
                        intents=tuple(intents),
                        act=act,
                        escalation="none",
                        tagged=True,
                        asked=question,
                    )
            for act in ("inform", "deny"):
                for line in self._some_of(self._acts[act], 6):
                    yield self._reply(line, question, tuple(intents), act, "answers/none")

    def confirmations(self) -> Iterable[Row]:
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
                    entity = spec.entity or detail
                    for template in self._some_of(self._answers[-6:], 3):
                        line = template.replace("{}", f"{{{entity}}}")
                        yield self._reply(line, question, (name,), "deny", "confirmations")

    def closings(self) -> Iterable[Row]:
        """Yield replies to "anything else?" and to the offer of a colleague."""
        more = [*self._said["more"], self._playbook.says.anything_else]
        done = self._shared("done")
        for line in self._acts["done"]:
            for _ in range(4):
                yield self._reply(line, self._some(more), done, "deny", "closings")
        for line in self._some_of(self._acts["affirm"], 8):
            yield self._reply(line, self._some(more), (OUT_OF_SCOPE,), "affirm", "closings")
        person = self._shared("person")
        says = self._playbook.says
        for offer in {says.llm_fallback, says.action_failed}:
            if person and offer.rstrip().endswith("?"):
                question = self._question(offer, None)
                for line in self._some_of(self._acts["affirm"], 8):
                    yield self._reply(
                        line, question, person, "affirm", "closings", escalation="person"
                    )

    def questions(self) -> Iterable[Phrase]:
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
            split=split_by_text(f"{line} {intents}", _DEV),
            intents=intents,
            act=act,
            escalation=escalation,
            tagged=True,
            asked=asked,
        )

    def _shared(self, name: str) -> tuple[str, ...]:
        intent = self._mapping.shared.get(name)
        return (intent,) if intent else ()

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
        return {detail: spec.entity or detail for detail, spec in intent.details.items()}

    def _some(self, lines: list[str]) -> Phrase:
        return self._question(self._rng.choice(lines), None)

    def _some_of(self, lines: list[str], count: int) -> list[str]:
        return [self._rng.choice(lines) for _ in range(count)]


def _shared_file(name: str, known: tuple[K, ...]) -> dict[K, list[str]]:
    path = DATA / f"{name}.yaml"
    if not path.exists():
        return {}
    found: dict[K, list[str]] = read_yaml(path)  # type: ignore[assignment]
    unknown = set(found) - set(known)
    if unknown:
        raise ConfigError(f"{path}: no such class: {', '.join(map(str, unknown))}")
    return found


def _with_test(line: str) -> Split:
    return "test" if stable_share(f"test {line}") < _TEST else split_by_text(line, _DEV)


def _gaps(line: str) -> list[str]:
    return [part.split("}")[0] for part in line.split("{")[1:] if "}" in part]
