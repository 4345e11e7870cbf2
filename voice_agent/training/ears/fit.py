"""Fit the head to examples and write it as ONNX. Needs the extra ``train``."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from voice_agent.core.errors import ModelError
from voice_agent.stt.ears.symbols import SYMBOLS
from voice_agent.training.ears.data import Example
from voice_agent.training.ears.network import STRIDE, Head, Network

_COMPONENTS = 96
_BATCH_FRAMES = 3000
_PEAK = 3e-3
_PEAK_ONWARD = 1e-3
_WARM_SHARE = 0.1
_FEWEST_STEPS = 20
_MASK_FRAMES = 12
_MASK_EVERY = 120
_NOISE = 0.2

Row = tuple[Tensor, Tensor]


def fit(
    found: Sequence[Example],
    *,
    epochs: int,
    seed: int,
    show: Callable[[str], None],
    kept_share: float = 0.03,
    begin: Head | None = None,
) -> tuple[Head, list[float]]:
    """Train a head; the last ``kept_share`` of the examples only measure it.

    Args:
        found: Examples.
        epochs: Passes over them.
        seed: Same seed and examples, same head.
        show: Told the progress.
        kept_share: Of the examples.
        begin: A head that has learnt already, and goes on.

    Returns:
        The head, and its loss on those examples after each epoch.
    """
    torch.manual_seed(seed)
    dice = random.Random(seed)
    if begin is None:
        mean, basis = principal(np.concatenate([one.states[::5] for one in found[::3]]))
        network, peak = Network(basis.shape[1], len(SYMBOLS)), _PEAK
    else:
        mean, basis = begin.mean.numpy(), begin.basis.numpy()
        network, peak = begin.network, _PEAK_ONWARD
    rows = [
        (
            torch.from_numpy((one.states.astype(np.float32) - mean) @ basis),
            torch.from_numpy(one.labels),
        )
        for one in found
    ]
    kept = max(1, int(len(rows) * kept_share))
    train, held = rows[:-kept], rows[-kept:]
    optimiser = torch.optim.AdamW(network.parameters(), lr=peak, weight_decay=1e-2)
    steps = epochs * len(list(_batches(train, random.Random(0))))
    rate = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, peak, total_steps=max(_FEWEST_STEPS, steps + epochs), pct_start=_WARM_SHARE
    )
    measured: list[float] = []
    for epoch in range(epochs):
        network.train()
        losses = []
        for batch in _batches(train, dice):
            loss = _loss(network, batch, dice)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            rate.step()
            losses.append(float(loss.detach()))
        network.eval()
        with torch.no_grad():
            kept_losses = [float(_loss(network, one)) for one in _batches(held, random.Random(0))]
        measured.append(float(np.mean(kept_losses)))
        show(f"epoch {epoch + 1}: {np.mean(losses):.3f}, on those kept aside {measured[-1]:.3f}")
    head = Head(torch.from_numpy(mean), torch.from_numpy(basis), network)
    return head.eval(), measured


def principal(
    states: NDArray[np.float16],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the mean of states and their strongest components, scaled to a spread of one."""
    wide = states.astype(np.float32)
    mean = wide.mean(0)
    strength, directions = np.linalg.eigh(np.cov(wide - mean, rowvar=False))
    strongest = np.argsort(strength)[::-1][:_COMPONENTS]
    scale = 1.0 / np.sqrt(strength[strongest] + 1e-3 * strength.max())
    return mean, (directions[:, strongest] * scale).astype(np.float32)


def _batches(rows: Sequence[Row], dice: random.Random) -> Iterator[list[Row]]:
    """Yield rows of about the same length together, in random order."""
    order = sorted(rows, key=lambda row: len(row[0]) + 30 * dice.random())
    batches: list[list[Row]] = [[]]
    for row in order:
        if len(row[0]) * (len(batches[-1]) + 1) > _BATCH_FRAMES:
            batches.append([])
        batches[-1].append(row)
    dice.shuffle(batches)
    yield from (batch for batch in batches if batch)


def _loss(network: Network, batch: Sequence[Row], dice: random.Random | None = None) -> Tensor:
    frames = torch.tensor([len(states) for states, _ in batch])
    padded = nn.utils.rnn.pad_sequence([states for states, _ in batch], batch_first=True)
    if dice is not None:
        padded = padded + _NOISE * torch.randn_like(padded)
        for row, count in zip(padded, frames.tolist(), strict=True):
            for _ in range(count // _MASK_EVERY + 1):
                at = dice.randrange(max(1, count))
                row[at : at + dice.randrange(_MASK_FRAMES)] = 0.0
    scores = network(padded).transpose(0, 1)
    labels = torch.cat([one for _, one in batch])
    counts = torch.tensor([len(one) for _, one in batch])
    steps = -(-frames // STRIDE)
    return nn.functional.ctc_loss(
        scores, labels, steps, counts, zero_infinity=True, reduction="mean"
    )


def read_head(path: Path) -> Head:
    """Return the head that ``export`` wrote, to go on with its training.

    Raises:
        ModelError: The file is missing, or is no such head.
    """
    try:
        stored = onnx.load(str(path)).graph.initializer
        values = {one.name: torch.tensor(onnx.numpy_helper.to_array(one)) for one in stored}
        basis = values["basis"]
        head = Head(values["mean"], basis, Network(basis.shape[1], len(SYMBOLS)))
        head.load_state_dict(values, strict=False)
    except Exception as error:  # protobuf and PyTorch raise nothing more specific
        raise ModelError(f"{path}: no head of letters and digits: {error}") from error
    return head


def export(head: Head, path: Path) -> None:
    """Write the head as ONNX."""
    torch.onnx.export(
        head,
        (torch.zeros(1, 100, len(head.mean)),),
        str(path),
        input_names=["states"],
        output_names=["scores"],
        dynamic_axes={"states": {1: "frames"}, "scores": {1: "steps"}},
        opset_version=17,
        dynamo=False,
    )
