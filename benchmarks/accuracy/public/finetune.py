"""Fine-tuning of a larger sentence encoder on a task, to teach the small one. Needs torch.

It is too slow to serve. What is kept is its opinion of turns that are not measured (``Teacher``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

from benchmarks.accuracy.public.opinions import Teacher
from benchmarks.accuracy.public.task import PublicTask
from voice_agent.core.errors import ConfigError
from voice_agent.training.data.duplicates import text_of
from voice_agent.training.data.rows import Row
from voice_agent.training.fit.batches import of_similar_length
from voice_agent.training.fit.loop import has_bfloat16, warm_then_down
from voice_agent.training.fit.network import pad, quiet

_BATCH = 32
_HEAD_RATE = 1e-3
_DROPOUT = 0.1
_MOST_TOKENS = 64


class _Reader(nn.Module):
    def __init__(self, encoder: Any, intents: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(_DROPOUT)
        self.head = nn.Linear(encoder.config.hidden_size, intents)
        self.lowered = has_bfloat16()

    def forward(self, rows: Sequence[Sequence[int]]) -> Tensor:
        """Return the logits ``[rows, intents]`` of the ids of each row."""
        ids = pad([torch.tensor(row) for row in rows], 0)
        mask = pad([torch.ones(len(row)) for row in rows], 0)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.lowered):
            states = self.encoder(ids, attention_mask=mask.long()).last_hidden_state
        share = mask.unsqueeze(-1)
        mean = (states.float() * share).sum(1) / share.sum(1)
        logits: Tensor = self.head(self.dropout(mean))
        return logits


def teach(
    task: PublicTask,
    encoder: Path,
    *,
    more: Sequence[str] = (),
    epochs: int,
    rate: float,
    step: Callable[[int, int, float], None],
) -> Teacher:
    """Fine-tune the encoder in ``encoder`` on the task's train rows of one intent.

    Args:
        task: Rows without gaps, as the public benchmarks have them; seed, smoothing, decay,
            warm-up and threads are those of its recipe.
        encoder: Folder that ``transformers.AutoModel`` reads; its states are averaged.
        more: Turns without labels.
        epochs: Passes.
        rate: Peak learning rate.
        step: Called after each step with the steps done, all steps and the loss.

    Returns:
        Its opinions of all train and dev rows and of ``more``.

    Raises:
        ConfigError: ``encoder`` is no such folder.
    """
    recipe = task.recipe
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(recipe.threads)
    rng = Random(recipe.seed)
    tokenizer, body = _load(encoder)
    network = _Reader(body, len(task.labels.intents))
    number = {name: index for index, name in enumerate(task.labels.intents)}
    rows = [row for row in task.split("train") if len(row.intents) == 1]
    ids = _encoded(tokenizer, [_words(row) for row in rows])
    target = torch.tensor([number[row.intents[0]] for row in rows])
    total = epochs * -(-len(rows) // _BATCH)
    optimiser = _optimiser(network, rate, recipe.decay)
    schedule = warm_then_down(optimiser, total, recipe.warm_up)
    done = 0
    network.train()
    for _ in range(epochs):
        for group in of_similar_length([len(row) for row in ids], _BATCH, rng):
            loss = functional.cross_entropy(
                network([ids[n] for n in group]), target[group], label_smoothing=recipe.smoothing
            )
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            done += 1
            step(done, total, float(loss.detach()))
    texts = sorted({_words(row) for row in task.rows if row.split != "test"} | set(more))
    logits = _read(network, _encoded(tokenizer, texts))
    return Teacher(task.labels.intents, dict(zip(texts, logits.numpy(), strict=True)))


def _load(folder: Path) -> tuple[Any, Any]:
    try:
        with quiet():
            return (
                AutoTokenizer.from_pretrained(folder, local_files_only=True),
                AutoModel.from_pretrained(folder, add_pooling_layer=False, local_files_only=True),
            )
    except (OSError, ValueError) as error:
        raise ConfigError(f"{folder}: not an encoder that transformers can read: {error}") from None


def _optimiser(network: _Reader, rate: float, decay: float) -> torch.optim.AdamW:
    network.encoder.get_input_embeddings().weight.requires_grad_(False)
    body = [parameter for parameter in network.encoder.parameters() if parameter.requires_grad]
    return torch.optim.AdamW(
        [
            {"params": body, "lr": rate},
            {"params": list(network.head.parameters()), "lr": _HEAD_RATE},
        ],
        weight_decay=decay,
        fused=True,
    )


def _words(row: Row) -> str:
    text = text_of(row.phrase)
    if text is None:
        raise ConfigError(
            "a teacher reads turns without gaps and choices, as public sets have them"
        )
    return text


def _encoded(tokenizer: Any, texts: Sequence[str]) -> list[list[int]]:
    found: list[list[int]] = tokenizer(list(texts), max_length=_MOST_TOKENS, truncation=True)[
        "input_ids"
    ]
    return found


def _read(network: _Reader, ids: Sequence[Sequence[int]]) -> Tensor:
    network.eval()
    logits = torch.zeros(len(ids), network.head.out_features)
    order = sorted(range(len(ids)), key=lambda n: len(ids[n]))
    with torch.no_grad():
        for at in range(0, len(order), 2 * _BATCH):
            group = order[at : at + 2 * _BATCH]
            logits[group] = network([ids[n] for n in group])
    return logits
