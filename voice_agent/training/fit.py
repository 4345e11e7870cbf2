"""The training loop: AdamW, warm-up and linear decay, masked losses, a checkpoint per epoch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from voice_agent.training.batches import IGNORE, Batch, ExampleMaker, batches, draw_epoch
from voice_agent.training.network import Network
from voice_agent.training.recipe import Recipe
from voice_agent.training.rows import Row

CHECKPOINT = "training.checkpoint.pt"


def fit(
    network: Network,
    rows: list[Row],
    maker: ExampleMaker,
    recipe: Recipe,
    folder: Path,
    step: Callable[[int, int, float], None],
) -> None:
    """Train ``network`` in place; goes on from the last finished epoch after a kill.

    Args:
        step: Called after each step with the steps done, all steps and the running loss.
    """
    torch.set_num_threads(recipe.threads)
    # The word vectors stay as published: words no phrase has keep their place among the others,
    # and half of the parameters need no optimiser state.
    network.embeddings.word_embeddings.weight.requires_grad_(False)
    heads = [p for name, p in network.named_parameters() if name.startswith("heads.")]
    body = [
        p
        for name, p in network.named_parameters()
        if p.requires_grad and not name.startswith("heads.")
    ]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": recipe.rate}, {"params": heads, "lr": recipe.head_rate}],
        weight_decay=recipe.decay,
    )
    per_epoch = -(-recipe.rows // recipe.batch) + 1
    total = per_epoch * recipe.epochs
    warm = max(1, round(total * recipe.warm_up))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda n: min((n + 1) / warm, max(0.02, (total - n) / max(1, total - warm))),
    )
    checkpoint = folder / CHECKPOINT
    stamp = {**asdict(recipe), "rows_in_corpus": len(rows)}
    first = 0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        if saved["stamp"] == stamp:
            network.load_state_dict(saved["network"])
            optimiser.load_state_dict(saved["optimiser"])
            schedule.load_state_dict(saved["schedule"])
            first = saved["epochs_done"]
    done, running = first * per_epoch, 0.0
    half = _has_bfloat16()
    network.train()
    for epoch in range(first, recipe.epochs):
        # Seeded per epoch, so that a resumed run draws what an unbroken one would have drawn.
        rng = Random(recipe.seed * 1000 + epoch)
        torch.manual_seed(recipe.seed * 1000 + epoch)
        examples = [maker(row, rng) for row in draw_epoch(rows, recipe.rows, rng)]
        for batch in batches(examples, recipe.batch, network.sizes["intent"], rng):
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
                output = network(batch.ids, batch.types, batch.mask)
            output = {name: logits.float() for name, logits in output.items()}
            loss = losses(output, batch, recipe.smoothing)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(body + heads, 1.0)
            optimiser.step()
            schedule.step()
            done += 1
            value = float(loss.detach())
            running = value if done == 1 else 0.98 * running + 0.02 * value
            step(done, total, running)
        torch.save(
            {
                "stamp": stamp,
                "network": network.state_dict(),
                "optimiser": optimiser.state_dict(),
                "schedule": schedule.state_dict(),
                "epochs_done": epoch + 1,
            },
            checkpoint,
        )
    network.eval()


def _has_bfloat16() -> bool:
    # Two to three times as fast where the processor has it, far slower where it is emulated.
    capabilities: dict[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))


def losses(output: dict[str, Tensor], batch: Batch, smoothing: float) -> Tensor:
    """Sum of the heads' mean losses over the rows that have their label."""
    known = batch.intent.sum(-1) > 0
    total = output["intent"].sum() * 0.0
    if known.any():
        total = total + functional.cross_entropy(
            output["intent"][known], batch.intent[known], label_smoothing=smoothing
        )
    for name, target, weight in (
        ("act", batch.act, 0.5),
        ("escalation", batch.escalation, 0.7),
        ("completeness", batch.complete, 0.3),
    ):
        if (target != IGNORE).any():
            total = total + weight * functional.cross_entropy(
                output[name], target, ignore_index=IGNORE, label_smoothing=smoothing
            )
    if (batch.tags != IGNORE).any():
        total = total + functional.cross_entropy(
            output["tags"].flatten(0, 1), batch.tags.flatten(), ignore_index=IGNORE
        )
    return total
