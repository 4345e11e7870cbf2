"""The training loop: AdamW, warm-up and linear decay, masked losses, checkpoints."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch.optim.lr_scheduler import LambdaLR

from voice_agent.training.fit.averaging import Average
from voice_agent.training.fit.batches import batches
from voice_agent.training.fit.checkpoint import Checkpoint
from voice_agent.training.fit.examples import ExampleMaker
from voice_agent.training.fit.network import Network
from voice_agent.training.fit.objective import Objective
from voice_agent.training.fit.task import Task


def fit(
    network: Network,
    task: Task,
    maker: ExampleMaker,
    objective: Objective,
    folder: Path,
    step: Callable[[int, int, float], None],
) -> None:
    """Train ``network`` in place on the train rows of ``task``.

    After a kill, continue from the checkpoint, a minute earlier at most, unless recipe, outputs or
    rows differ from its own.

    Args:
        network: Has the heads of the task's labels.
        task: Rows and recipe.
        maker: Makes examples of the task's rows.
        objective: What is minimised.
        folder: Folder of the checkpoint.
        step: Called after each step with the steps done, all steps and the running loss.
    """
    recipe = task.recipe
    torch.set_num_threads(recipe.threads)
    # The word vectors stay as published. So words that no phrase has keep their position among the
    # others, and half of the parameters need no optimiser state.
    network.embeddings.word_embeddings.weight.requires_grad_(False)
    learnt = [(name, p) for name, p in network.named_parameters() if p.requires_grad]
    body = [p for name, p in learnt if name.startswith("encoder.")]
    started = [p for name, p in learnt if recipe.head_start and name.startswith("heads.intent.")]
    heads = [p for name, p in learnt if not name.startswith("encoder.")]
    fresh = [p for p in heads if all(p is not other for other in started)]
    average = Average(body + heads, recipe.average)
    optimiser = torch.optim.AdamW(
        [
            {"params": body, "lr": recipe.rate},
            {"params": started, "lr": recipe.head_rate / 10},
            {"params": fresh, "lr": recipe.head_rate},
        ],
        weight_decay=recipe.decay,
        fused=True,
    )
    per_epoch = -(-task.rows_per_epoch // recipe.batch) + 1
    total = per_epoch * recipe.epochs
    schedule = warm_then_down(optimiser, total, recipe.warm_up)
    checkpoint = Checkpoint(
        folder,
        {**task.stamp(), "heads": network.sizes},
        {"network": network, "optimiser": optimiser, "schedule": schedule, "average": average},
    )
    first, skip = checkpoint.load()
    done, running = schedule.last_epoch, 0.0
    half = has_bfloat16()
    network.train()
    for epoch in range(first, recipe.epochs):
        # Seeded per epoch, so that a resumed run draws the same rows as an uninterrupted one.
        rng = Random(recipe.seed * 1000 + epoch)
        torch.manual_seed(recipe.seed * 1000 + epoch)
        drawn = task.epoch(rng)
        examples = [maker(row, rng) for row in drawn]
        clean = [
            # A turn that breaks off does not mean the same as the whole one, so it is its own copy.
            example
            if example.classes.get("completeness") == 0
            else maker(row, rng, cut=False, noisy=False)
            for row, example in zip(drawn, examples, strict=True)
            if recipe.paired
        ]
        objective.begin(examples)
        drawn_batches = batches(examples, recipe.batch, task.labels, rng, clean)
        if skip:
            drawn_batches = islice(drawn_batches, skip, None)
            checkpoint.restore_noise()
        for steps, batch in enumerate(drawn_batches, skip + 1):
            loss = objective(network, batch, paired=recipe.paired, half=half)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(body + heads, 1.0)
            optimiser.step()
            schedule.step()
            average.update()
            done += 1
            value = float(loss.detach())
            running = running * 0.98 + value * 0.02 if running else value
            checkpoint.save_if_due(epoch, steps)
            step(done, total, running)
        skip = 0
        checkpoint.save(epoch + 1, 0)
    average.take()
    network.eval()


def warm_then_down(optimiser: torch.optim.Optimizer, total: int, warm_up: float) -> LambdaLR:
    """Raise the rates for the share ``warm_up`` of ``total`` steps, then lower them to 1/50."""
    warm = max(1, round(total * warm_up))
    return LambdaLR(
        optimiser, lambda n: min((n + 1) / warm, max(0.02, (total - n) / max(1, total - warm)))
    )


def has_bfloat16() -> bool:
    """Return whether bfloat16 is two to three times as fast here; emulated it is far slower."""
    capabilities: dict[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
