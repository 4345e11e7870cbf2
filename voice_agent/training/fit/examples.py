"""Rows as encoded examples: gaps filled, noise and context added. No torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from voice_agent.playbook.phrases import Realised, normalised
from voice_agent.slm.encoding import EncodedTurn, TurnEncoder
from voice_agent.training.data.rows import Row
from voice_agent.training.fit.task import Task, confusions_for
from voice_agent.training.noise.confusions import Confusions
from voice_agent.training.noise.noise import Noise, cut_off

IGNORE = -100
_OPENED = 0.4  # share of turns without a question that get one as context
_CUT = 0.08  # share of turns broken off, to teach completeness
_TRIES = 20
# Rows with lone fragments are neither complete nor cut off.
_FRAGMENTS = frozenset({"scope", "phrases/scope", "heard/scope"})


@dataclass(frozen=True, slots=True)
class Example:
    """A row made ready for the network: encoded, with targets.

    Attributes:
        row: The row.
        turn: Ids of the tokens.
        intents: Indices of the right intents; none masks the head.
        tags: Index of each word's tag; ``IGNORE`` masks it. Empty without a ``tags`` head.
        classes: Head -> index of its class, for the heads whose label the row has.
    """

    row: Row
    turn: EncodedTurn
    intents: tuple[int, ...]
    tags: tuple[int, ...]
    classes: Mapping[str, int]


class ExampleMaker:
    """Realises the rows of a task: fills gaps, adds context and noise, encodes.

    Args:
        encoder: The encoder that serving uses.
        task: The task whose rows are realised.
    """

    def __init__(self, encoder: TurnEncoder, task: Task) -> None:
        labels = task.labels
        self._encoder = encoder
        self._task = task
        self._intents = {name: index for index, name in enumerate(labels.intents)}
        self._acts = {name: index for index, name in enumerate(labels.acts)}
        self._tags = {name: index for index, name in enumerate(labels.tags)}
        self._reasons = {name: index for index, name in enumerate(labels.escalations)}
        self._moods = {name: index for index, name in enumerate(labels.sentiments)}

    def __call__(self, row: Row, rng: Random, *, cut: bool = True, noisy: bool = True) -> Example:
        """Return one example of ``row``, a different one each time.

        Args:
            row: The row.
            rng: Random numbers.
            cut: Whether the turn may be broken off.
            noisy: Whether to add noise.
        """
        task = self._task
        spoken = self._realise(row, rng)
        noise = task.noise if row.split == "train" else task.dev_noise
        if noise is not None and noisy:
            spoken = noise.apply(spoken, rng)
        question = row.asked
        if question is None and task.questions and rng.random() < _OPENED:
            question = rng.choice(task.questions)
        asked = question.realise(rng, task.make).text if question else ""
        if cut and task.labels.completeness and rng.random() < _CUT:
            broken = cut_off(spoken, rng)
            if broken is not None:
                turn = self._encoder.encode(broken.text, asked)
                return Example(row, turn, (), self._no_tags(turn), {"completeness": 0})
        return self._example(row, spoken, asked)

    def _realise(self, row: Row, rng: Random) -> Realised:
        task = self._task
        swap = task.swap if row.split == "train" else 0.0
        # Filling gaps and choices can, by chance, give a turn of the test data.
        for _ in range(_TRIES):
            spoken = row.phrase.realise(rng, task.make, swap=swap)
            if not task.forbidden or normalised(spoken.text) not in task.forbidden:
                break
        return spoken

    def _example(self, row: Row, spoken: Realised, asked: str) -> Example:
        turn = self._encoder.encode(spoken.text, asked)
        tags = self._no_tags(turn)
        if row.tagged and tags:
            tags = tuple(self._tag(word, spoken) for word in turn.words)
        return Example(
            row=row,
            turn=turn,
            intents=tuple(self._intents[name] for name in row.intents),
            tags=tags,
            classes=self._classes(row),
        )

    def _classes(self, row: Row) -> dict[str, int]:
        found: dict[str, int] = {}
        if row.act in self._acts:
            found["act"] = self._acts[row.act]
        if row.escalation in self._reasons:
            found["escalation"] = self._reasons[row.escalation]
        if row.sentiment in self._moods:
            found["sentiment"] = self._moods[row.sentiment]
        if row.reasoning is not None and self._task.labels.reasoning:
            found["reasoning"] = int(row.reasoning)
        if self._task.labels.completeness and row.group not in _FRAGMENTS:
            found["completeness"] = 1
        return found

    def _no_tags(self, turn: EncodedTurn) -> tuple[int, ...]:
        return (IGNORE,) * len(turn.words) if "tags" in self._task.labels.heads else ()

    def _tag(self, word: tuple[int, int], spoken: Realised) -> int:
        for start, end, entity in spoken.spans:
            if word[0] < end and word[1] > start:
                return self._tags[f"B-{entity}" if word[0] <= start else f"I-{entity}"]
        return self._tags["O"]


def maker_for(task: Task, tokenizer: Path) -> ExampleMaker:
    """Return a maker that encodes with a tokenizer's file and confuses words it knows."""
    encoder = TurnEncoder.load(
        tokenizer,
        max_tokens=task.labels.max_tokens,
        max_asked_tokens=task.labels.max_asked_tokens,
    )
    confusions = confusions_for(task.dictionary, tokenizer)
    task = replace(
        task,
        noise=_confused(task.noise, confusions),
        dev_noise=_confused(task.dev_noise, confusions),
    )
    return ExampleMaker(encoder, task)


def _confused(noise: Noise | None, confusions: Confusions) -> Noise | None:
    return None if noise is None else replace(noise, confusions=confusions)
