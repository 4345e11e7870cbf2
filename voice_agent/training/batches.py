"""Drawing rows for an epoch and turning them into padded tensors."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import torch
from torch import Tensor

from voice_agent.slm.encoding import EncodedTurn, TurnEncoder
from voice_agent.slm.labels import Labels
from voice_agent.training.network import pad
from voice_agent.training.noise import Noise, cut_off
from voice_agent.training.phrases import Make, Phrase, Realised
from voice_agent.training.rows import Row

IGNORE = -100
_OPENED = 0.4  # share of turns without a question of their own that get one as context
_CUT = 0.08  # share of turns broken off, to teach completeness
_SWAP = 0.5  # share of marked details that get another value

# Share of an epoch by kind of source, so that no head's data drowns another's. A kind that
# is not there leaves its share to the others.
_SHARES = {
    "phrases": 0.21,
    "phrases/scope": 0.04,
    "compositions": 0.14,
    "answers": 0.08,
    "answers/none": 0.02,
    "confirmations": 0.03,
    "closings": 0.02,
    "escalation/wanted": 0.08,
    "escalation/none": 0.05,
    "acts": 0.03,
    "scope": 0.03,
}
_PUBLIC_SHARES = {"intents": 0.14, "scope": 0.13, "other": 0.06}


def draw_epoch(rows: Sequence[Row], count: int, rng: Random) -> list[Row]:
    """Draw ``count`` rows: by kind of source, then by the square root of the source's size,
    then evenly by intent, each row as seldom as possible."""
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.group].append(row)
    kinds: defaultdict[str, list[str]] = defaultdict(list)
    for name in groups:
        kinds[name if name in _SHARES else name.rsplit("/", 1)[-1]].append(name)
    weights: dict[str, float] = {}
    for kind, names in kinds.items():
        share = _SHARES.get(kind) or _PUBLIC_SHARES[kind]
        roots = sum(math.sqrt(len(groups[name])) for name in names)
        for name in names:
            weights[name] = share * math.sqrt(len(groups[name])) / roots
    whole = sum(weights.values())
    drawn: list[Row] = []
    for name, weight in weights.items():
        drawn += _draw(groups[name], round(count * weight / whole), rng)
    rng.shuffle(drawn)
    return drawn


def _draw(rows: list[Row], count: int, rng: Random) -> list[Row]:
    by_intent: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        by_intent[row.intents].append(row)
    queues = list(by_intent.values())
    for queue in queues:
        rng.shuffle(queue)
    rng.shuffle(queues)
    return [
        queue[(turn // len(queues)) % len(queue)]
        for turn in range(count)
        for queue in (queues[turn % len(queues)],)
    ]


@dataclass(frozen=True, slots=True)
class Example:
    """A row made ready for the network: encoded, with targets; ``IGNORE`` masks a head."""

    turn: EncodedTurn
    intents: tuple[int, ...]
    act: int
    tags: tuple[int, ...]
    escalation: int
    complete: int


class ExampleMaker:
    """Realises rows: fills gaps, adds context and noise, encodes."""

    def __init__(
        self,
        encoder: TurnEncoder,
        labels: Labels,
        make: Make,
        noise: Noise,
        questions: Sequence[Phrase],
    ) -> None:
        self._encoder = encoder
        self._intents = {name: index for index, name in enumerate(labels.intents)}
        self._acts = {name: index for index, name in enumerate(labels.acts)}
        self._tags = {name: index for index, name in enumerate(labels.tags)}
        self._reasons = {name: index for index, name in enumerate(labels.escalations)}
        self._make = make
        self._noise = noise
        self._questions = questions

    def __call__(self, row: Row, rng: Random, *, cut: bool = True) -> Example:
        """One example of ``row``, different each time; ``cut`` allows broken-off turns."""
        swap = _SWAP if row.split == "train" else 0.0
        spoken = self._noise.apply(row.phrase.realise(rng, self._make, swap=swap), rng)
        question = row.asked
        if question is None and rng.random() < _OPENED:
            question = rng.choice(self._questions)
        asked = question.realise(rng, self._make).text if question else ""
        if cut and rng.random() < _CUT:
            broken = cut_off(spoken, rng)
            if broken is not None:
                turn = self._encoder.encode(broken.text, asked)
                masked = (IGNORE,) * len(turn.words)
                return Example(turn, (), IGNORE, masked, IGNORE, 0)
        return self._example(row, spoken, asked)

    def _example(self, row: Row, spoken: Realised, asked: str) -> Example:
        turn = self._encoder.encode(spoken.text, asked)
        tags = [IGNORE] * len(turn.words)
        if row.tagged:
            tags = [self._tag(word, spoken) for word in turn.words]
        # Sentences of lone fragments are neither complete nor cut off.
        fragment = row.group in {"scope", "phrases/scope"}
        return Example(
            turn=turn,
            intents=tuple(self._intents[name] for name in row.intents),
            act=self._acts[row.act] if row.act else IGNORE,
            tags=tuple(tags),
            escalation=self._reasons[row.escalation] if row.escalation else IGNORE,
            complete=IGNORE if fragment else 1,
        )

    def _tag(self, word: tuple[int, int], spoken: Realised) -> int:
        for start, end, entity in spoken.spans:
            if word[0] < end and word[1] > start:
                return self._tags[f"B-{entity}" if word[0] <= start else f"I-{entity}"]
        return self._tags["O"]


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of one step; see ``Example``. ``intent`` is a distribution, all zero if masked."""

    ids: Tensor
    types: Tensor
    mask: Tensor
    intent: Tensor
    act: Tensor
    tags: Tensor
    escalation: Tensor
    complete: Tensor


def batches(examples: Sequence[Example], size: int, intents: int, rng: Random) -> Iterator[Batch]:
    """Batches of similar length, in random order, so that little is padded."""
    order = sorted(examples, key=lambda e: len(e.turn.ids) + rng.random() * 4)
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    rng.shuffle(groups)
    for group in groups:
        yield _collate(group, intents)


def _collate(group: Sequence[Example], intents: int) -> Batch:
    ids = [torch.from_numpy(example.turn.ids) for example in group]
    target = torch.zeros(len(group), intents)
    tags = []
    for index, example in enumerate(group):
        for intent in example.intents:
            target[index, intent] = 1.0 / len(example.intents)
        row = torch.full((len(example.turn.ids),), IGNORE, dtype=torch.long)
        row[torch.from_numpy(example.turn.firsts)] = torch.tensor(example.tags, dtype=torch.long)
        tags.append(row)
    return Batch(
        ids=pad(ids, 0),
        types=pad([torch.from_numpy(example.turn.types) for example in group], 0),
        mask=pad([torch.ones_like(row, dtype=torch.bool) for row in ids], 0),
        intent=target,
        act=torch.tensor([example.act for example in group]),
        tags=pad(tags, IGNORE),
        escalation=torch.tensor([example.escalation for example in group]),
        complete=torch.tensor([example.complete for example in group]),
    )
