"""Fit the low-rank layers of a decoder. Needs the extra ``train``."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from voice_agent.stt.network.contract import Floats
from voice_agent.training.stt.data import Example
from voice_agent.training.stt.network import TextDecoder

_PEAK = 1e-3
_WARM_SHARE = 0.1
_IGNORED = -100
_KEPT_SHARE = 0.1


def fit(
    decoder: TextDecoder,
    found: Sequence[Example],
    silence: Floats,
    *,
    steps: int,
    batch: int,
    seed: int,
    show: Callable[[str], None],
) -> tuple[float, float]:
    """Train a decoder; a tenth of the examples only measure it.

    Returns:
        The loss on those before and after, in nats for a token.
    """
    torch.manual_seed(seed)
    dice = random.Random(seed)
    kept = max(1, int(len(found) * _KEPT_SHARE))
    train, held = found[:-kept], found[-kept:]
    optimiser = torch.optim.AdamW(decoder.parameters(), lr=_PEAK, weight_decay=1e-2)
    rate = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, _PEAK, total_steps=max(steps, 2), pct_start=_WARM_SHARE
    )
    before = _measured(decoder, held, silence, batch)
    show(f"before: {before:.3f} on {len(held)} kept aside")
    losses: list[float] = []
    decoder.train()
    for step in range(1, steps + 1):
        loss = _loss(decoder, dice.sample(train, min(batch, len(train))), silence)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(decoder.parameters(), 1.0)
        optimiser.step()
        rate.step()
        losses.append(float(loss.detach()))
        if step % 100 == 0:
            show(f"step {step}: {np.mean(losses[-100:]):.3f}")
    after = _measured(decoder, held, silence, batch)
    show(f"after: {after:.3f}")
    return before, after


def _measured(decoder: TextDecoder, held: Sequence[Example], silence: Floats, batch: int) -> float:
    decoder.eval()
    with torch.no_grad():
        parts = [held[at : at + batch] for at in range(0, len(held), batch)]
        return float(np.mean([float(_loss(decoder, part, silence)) for part in parts]))


def _loss(decoder: TextDecoder, rows: Sequence[Example], silence: Floats) -> Tensor:
    sound = decoder.sound([one.states.astype(np.float32) for one in rows], silence)
    tokens = nn.utils.rnn.pad_sequence(
        [torch.tensor(one.tokens[:-1]) for one in rows], batch_first=True
    )
    wanted = torch.full(tokens.shape, _IGNORED)
    for row, one in zip(wanted, rows, strict=True):
        row[one.prompt - 1 : len(one.tokens) - 1] = torch.tensor(one.tokens[one.prompt :])
    scores = decoder(tokens, sound)
    return functional.cross_entropy(scores.flatten(0, 1), wanted.flatten(), ignore_index=_IGNORED)
