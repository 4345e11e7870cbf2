"""Turning rows into padded tensors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from torch import Tensor

from voice_agent.playbook.phrases import Realised, normalised
from voice_agent.slm.encoding import EncodedTurn, TurnEncoder
from voice_agent.slm.labels import Labels
from voice_agent.training.data.duplicates import text_of
from voice_agent.training.data.rows import Row
from voice_agent.training.fit.network import pad
from voice_agent.training.fit.task import Task
from voice_agent.training.fit.teacher import Floats
from voice_agent.training.noise.noise import cut_off

IGNORE = -100
_OPENED = 0.4  # share of turns without a question of their own that get one as context
_CUT = 0.08  # share of turns broken off, to teach completeness
_TRIES = 20
# Rows whose texts are lone fragments are neither complete nor cut off.
_FRAGMENTS = frozenset({"scope", "phrases/scope", "heard/scope"})


@dataclass(frozen=True, slots=True)
class Example:
    """A row made ready for the network: encoded, with targets.

    Attributes:
        turn: Ids of the tokens.
        intents: Indices of the right intents; none masks the head.
        tags: Index of each word's tag; ``IGNORE`` masks it. Empty without a ``tags`` head.
        classes: Head -> index of its class, for the heads whose label the row has.
        taught: The teacher's logits of the intents; ``None`` if there is no opinion.
    """

    turn: EncodedTurn
    intents: tuple[int, ...]
    tags: tuple[int, ...]
    classes: Mapping[str, int]
    taught: Floats | None = None


class ExampleMaker:
    """Realises the rows of a task: fills gaps, adds context and noise, encodes.

    Args:
        encoder: Encodes as serving does.
        task: Whose rows.
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
        """One example of ``row``, different each time.

        Args:
            row: What is said.
            rng: Source of chance.
            cut: Whether the turn may be broken off.
            noisy: Whether it may be spoilt.
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
                return Example(turn, (), self._no_tags(turn), {"completeness": 0})
        return self._example(row, spoken, asked)

    def _realise(self, row: Row, rng: Random) -> Realised:
        task = self._task
        swap = task.swap if row.split == "train" else 0.0
        # Gaps and choices can, by chance, come out as a turn that is measured.
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
            turn=turn,
            intents=tuple(self._intents[name] for name in row.intents),
            tags=tags,
            classes=self._classes(row),
            taught=self._taught(row),
        )

    def _taught(self, row: Row) -> Floats | None:
        teacher = self._task.teacher
        # Of what is said in answer to a question the teacher would have to know the question.
        if teacher is None or row.asked is not None:
            return None
        return teacher.logits.get(text_of(row.phrase) or "")

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
        return (IGNORE,) * len(turn.words) if self._task.labels.entities else ()

    def _tag(self, word: tuple[int, int], spoken: Realised) -> int:
        for start, end, entity in spoken.spans:
            if word[0] < end and word[1] > start:
                return self._tags[f"B-{entity}" if word[0] <= start else f"I-{entity}"]
        return self._tags["O"]


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of one step, see ``Example``.

    Attributes:
        ids: int64 ``[batch, tokens]``.
        types: The same shape; 1 for the question before the turn.
        mask: bool, the same shape; False for padding.
        intent: float ``[batch, intents]``: a distribution, or one share per intent if there
            may be several; all zero if masked.
        tags: int64 ``[batch, tokens]``, ``IGNORE`` where there is none; ``None`` without head.
        classes: Head -> int64 ``[batch]``, ``IGNORE`` where masked.
        taught: The teacher's logits, float ``[rows, intents]``, of the rows in ``known``.
        known: Indices of the rows that the teacher has an opinion of.
    """

    ids: Tensor
    types: Tensor
    mask: Tensor
    intent: Tensor
    tags: Tensor | None
    classes: Mapping[str, Tensor]
    taught: Tensor
    known: Tensor


def batches(
    examples: Sequence[Example],
    size: int,
    labels: Labels,
    rng: Random,
    twins: Sequence[Example] = (),
) -> Iterator[Batch]:
    """Batches of similar length, in random order, so that little is padded.

    With ``twins``, another example for each, a batch has ``size`` examples and then theirs.
    """
    for group in of_similar_length([len(one.turn.ids) for one in examples], size, rng):
        second = [twins[n] for n in group] if twins else []
        yield collate([*(examples[n] for n in group), *second], labels)


def of_similar_length(lengths: Sequence[int], size: int, rng: Random) -> list[list[int]]:
    """Indices in groups of ``size``, in random order, each of about one length."""
    noise = [rng.random() * 4 for _ in lengths]
    order = sorted(range(len(lengths)), key=lambda n: lengths[n] + noise[n])
    groups = [order[at : at + size] for at in range(0, len(order), size)]
    rng.shuffle(groups)
    return groups


def collate(group: Sequence[Example], labels: Labels) -> Batch:
    """Pad examples to one batch."""
    ids = [torch.from_numpy(example.turn.ids) for example in group]
    taught = [(n, one.taught) for n, one in enumerate(group) if one.taught is not None]
    heads = [name for name in labels.heads if name not in {"intent", "tags"}]
    return Batch(
        ids=pad(ids, 0),
        types=pad([torch.from_numpy(example.turn.types) for example in group], 0),
        mask=pad([torch.ones_like(row, dtype=torch.bool) for row in ids], 0),
        intent=_intents(group, labels),
        tags=_tags(group) if labels.entities else None,
        classes={
            name: torch.tensor([example.classes.get(name, IGNORE) for example in group])
            for name in heads
        },
        taught=torch.tensor(np.array([logits for _, logits in taught], dtype=np.float32)),
        known=torch.tensor([n for n, _ in taught], dtype=torch.long),
    )


def _intents(group: Sequence[Example], labels: Labels) -> Tensor:
    target = torch.zeros(len(group), len(labels.intents))
    for index, example in enumerate(group):
        for intent in example.intents:
            target[index, intent] = 1.0 if labels.several else 1.0 / len(example.intents)
    return target


def _tags(group: Sequence[Example]) -> Tensor:
    tags = []
    for example in group:
        row = torch.full((len(example.turn.ids),), IGNORE, dtype=torch.long)
        row[torch.from_numpy(example.turn.firsts)] = torch.tensor(example.tags, dtype=torch.long)
        tags.append(row)
    return pad(tags, IGNORE)
