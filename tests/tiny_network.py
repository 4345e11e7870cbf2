"""A tiny network, its tokenizer and a few rows. The network needs torch, the rest does not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from voice_agent.playbook.phrases import parse_phrase
from voice_agent.slm.encoding import TurnEncoder
from voice_agent.slm.labels import Labels
from voice_agent.training.data.draw import PLAYBOOK_SHARES
from voice_agent.training.data.rows import Row
from voice_agent.training.fit.examples import ExampleMaker
from voice_agent.training.fit.recipe import Recipe
from voice_agent.training.fit.task import Task
from voice_agent.training.noise.noise import Noise

if TYPE_CHECKING:
    from voice_agent.training.fit.network import Network

WORDS = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "pay", "bob", "ten", "dollars", "what", "is", "my",
    "balance", "rain", "today", "yes", "please",
]  # fmt: skip
SIZE = {
    "vocab_size": len(WORDS), "hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2,
    "intermediate_size": 64, "max_position_embeddings": 64, "hidden_dropout_prob": 0.0,
    "attention_probs_dropout_prob": 0.0,
}  # fmt: skip
LABELS = Labels(
    playbook="Toy",
    intents=("out_of_scope", "pay", "balance"),
    entities=("amount",),
    sentiments=("negative", "neutral", "positive"),
    reasoning=True,
)


def tiny(seed: int = 1, labels: Labels = LABELS, kind: Any = None) -> Network:
    """An untrained network, of the class ``kind`` if not plain."""
    import torch
    from transformers import BertConfig, BertModel

    from voice_agent.training.fit.network import ATTENTION, Network

    torch.manual_seed(seed)
    bert = BertModel(BertConfig(**SIZE, attn_implementation=ATTENTION), add_pooling_layer=False)
    made: Network = (kind or Network)(bert, labels.heads)
    return made


def fitted(folder: Path, of: Task, network: Network, objective: Any = None) -> Network:
    """The network trained on a task."""
    from voice_agent.training.fit.loop import fit
    from voice_agent.training.fit.objective import Objective

    fit(network, of, maker(of), objective or Objective(of.labels, of.recipe), folder, _no_step)
    return network


def _no_step(*_: object) -> None: ...


def tokenizer() -> Tokenizer:
    made = Tokenizer(models.WordLevel({word: n for n, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made


def encoder() -> TurnEncoder:
    return TurnEncoder(tokenizer(), max_tokens=16, max_asked_tokens=6)


def row(line: str, intent: str, **labels: object) -> Row:
    labels = {"act": "request", "escalation": "none", "tagged": True, "group": "phrases"} | labels
    return Row(phrase=parse_phrase(line, ("amount",)), intents=(intent,), **labels)  # type: ignore[arg-type]


ROWS = [
    row("pay bob [ten dollars](amount)", "pay"),
    row("pay bob", "pay"),
    row("what is my balance", "balance"),
    row("rain today", "out_of_scope", group="scope", tagged=False),
]


RECIPE = Recipe(epochs=6, rows=96, batch=8, rate=2e-3, head_rate=5e-3, threads=1)


def task(rows: list[Row] = ROWS, recipe: Recipe = RECIPE, labels: Labels = LABELS) -> Task:
    quiet = Noise(misheard=0.0, fillers=0.0, plain=1.0)
    return Task(
        name="Toy",
        labels=labels,
        rows=tuple(rows),
        recipe=recipe,
        make=lambda entity, rng: "ten dollars",
        swap=0.5,
        questions=(parse_phrase("what is today", ()),),
        shares=PLAYBOOK_SHARES,
        noise=quiet,
        dev_noise=quiet,
    )


def maker(of: Task | None = None) -> ExampleMaker:
    return ExampleMaker(encoder(), of or task())
