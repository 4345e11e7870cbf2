"""Examples as padded tensors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

import torch
from torch import Tensor

from voice_agent.slm.labels import Labels
from voice_agent.training.data.rows import Row
from voice_agent.training.fit.examples import IGNORE, Example
from voice_agent.training.fit.network import pad


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of one step, see ``Example``.

    Attributes:
        ids: int64 ``[batch, tokens]``.
        types: The same shape; 1 for the question before the turn.
        mask: bool, the same shape; False for padding.
        intent: float ``[batch, intents]``: a distribution over the right intents; zero if masked.
        tags: int64 ``[batch, tokens]``, ``IGNORE`` where there is none; ``None`` without head.
        classes: Head -> int64 ``[batch]``, ``IGNORE`` where masked.
        rows: The rows that the examples were made of.
    """

    ids: Tensor
    types: Tensor
    mask: Tensor
    intent: Tensor
    tags: Tensor | None
    classes: Mapping[str, Tensor]
    rows: Sequence[Row]


def batches(
    examples: Sequence[Example],
    size: int,
    labels: Labels,
    rng: Random,
    clean: Sequence[Example] = (),
) -> Iterator[Batch]:
    """Yield batches of similar length in random order, so that little is padded.

    With ``clean``, another example for each, a batch has ``size`` examples and then their others.
    """
    for group in of_similar_length([len(one.turn.ids) for one in examples], size, rng):
        second = [clean[n] for n in group] if clean else []
        yield collate([*(examples[n] for n in group), *second], labels)


def of_similar_length(lengths: Sequence[int], size: int, rng: Random) -> list[list[int]]:
    """Return indices in groups of ``size``, in random order, each of about one length."""
    noise = [rng.random() * 4 for _ in lengths]
    order = sorted(range(len(lengths)), key=lambda n: lengths[n] + noise[n])
    groups = [order[at : at + size] for at in range(0, len(order), size)]
    rng.shuffle(groups)
    return groups


def collate(group: Sequence[Example], labels: Labels) -> Batch:
    """Pad examples to one batch."""
    ids = [torch.from_numpy(example.turn.ids) for example in group]
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
        rows=[example.row for example in group],
    )


def _intents(group: Sequence[Example], labels: Labels) -> Tensor:
    target = torch.zeros(len(group), len(labels.intents))
    for index, example in enumerate(group):
        for intent in example.intents:
            target[index, intent] = 1.0 / len(example.intents)
    return target


def _tags(group: Sequence[Example]) -> Tensor:
    tags = []
    for example in group:
        row = torch.full((len(example.turn.ids),), IGNORE, dtype=torch.long)
        row[torch.from_numpy(example.turn.firsts)] = torch.tensor(example.tags, dtype=torch.long)
        tags.append(row)
    return pad(tags, IGNORE)
