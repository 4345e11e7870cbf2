"""Fit the head to examples and write it as ONNX. Needs the extra ``train``."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from voice_agent.stt.ears.symbols import SYMBOLS
from voice_agent.training.ears.data import Example
from voice_agent.training.ears.network import SIZE, STRIDE, Head

_BATCH_FRAMES = 9000
_PEAK = 2.5e-3
_WARM_SHARE = 0.1
_FEWEST_STEPS = 20
_MASK_FRAMES = 12
_NOISE = 0.15


def fit(
    found: Sequence[Example],
    *,
    epochs: int,
    seed: int,
    show: Callable[[str], None],
    kept_share: float = 0.03,
) -> tuple[Head, list[float]]:
    """Train a head; the last ``kept_share`` of the examples only measure it.

    Returns:
        The head, and its loss on those examples after each epoch.
    """
    torch.manual_seed(seed)
    dice = random.Random(seed)
    kept = max(1, int(len(found) * kept_share))
    train, held = found[:-kept], found[-kept:]
    sample = np.concatenate([one.states[::7] for one in train[::5]]).astype(np.float32)
    spread = torch.from_numpy(1.0 / (sample.std(0) + 1e-3))
    head = Head(len(SYMBOLS), torch.from_numpy(sample.mean(0)), spread)
    optimiser = torch.optim.AdamW(head.parameters(), lr=_PEAK, weight_decay=1e-2)
    steps = epochs * len(list(_batches(train, random.Random(0))))
    rate = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, _PEAK, total_steps=max(_FEWEST_STEPS, steps + 1), pct_start=_WARM_SHARE
    )
    measured: list[float] = []
    for epoch in range(epochs):
        head.train()
        total, count = 0.0, 0
        for batch in _batches(train, dice):
            loss = _loss(head, batch, dice)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(head.parameters(), 1.0)
            optimiser.step()
            rate.step()
            total, count = total + float(loss.detach()), count + 1
        head.eval()
        with torch.no_grad():
            losses = [float(_loss(head, batch)) for batch in _batches(held, random.Random(0))]
        measured.append(float(np.mean(losses)))
        show(f"epoch {epoch + 1}: {total / count:.3f}, on those kept aside {measured[-1]:.3f}")
    return head.eval(), measured


def _batches(found: Sequence[Example], dice: random.Random) -> Iterator[list[Example]]:
    order = sorted(found, key=lambda one: len(one.states) + 30 * dice.random())
    batches: list[list[Example]] = [[]]
    for one in order:
        if len(one.states) * (len(batches[-1]) + 1) > _BATCH_FRAMES:
            batches.append([])
        batches[-1].append(one)
    dice.shuffle(batches)
    yield from (batch for batch in batches if batch)


def _loss(head: Head, batch: Sequence[Example], dice: random.Random | None = None) -> Tensor:
    states = [torch.from_numpy(one.states.astype(np.float32)) for one in batch]
    frames = torch.tensor([len(one) for one in states])
    padded = nn.utils.rnn.pad_sequence(states, batch_first=True)
    if dice is not None:
        padded = padded + _NOISE / head.scale * torch.randn_like(padded)
        for row, count in zip(padded, frames, strict=True):
            for _ in range(int(count) // 120 + 1):
                at = dice.randrange(max(1, int(count)))
                row[at : at + dice.randrange(_MASK_FRAMES)] = head.mean
    scores = head(padded)
    labels = torch.cat([torch.from_numpy(one.labels) for one in batch])
    counts = torch.tensor([len(one.labels) for one in batch])
    return nn.functional.ctc_loss(
        scores.transpose(0, 1),
        labels,
        -(-frames // STRIDE),
        counts,
        zero_infinity=True,
        reduction="mean",
    )


def export(head: Head, path: Path) -> None:
    """Write the head as ONNX."""
    torch.onnx.export(
        head,
        (torch.zeros(1, 100, SIZE),),
        str(path),
        input_names=["states"],
        output_names=["scores"],
        dynamic_axes={"states": {1: "frames"}, "scores": {1: "steps"}},
        opset_version=17,
        dynamo=False,
    )
