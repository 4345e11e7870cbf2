"""Training the sentence encoder: questions that one section answers come near each other.

Supervised contrastive learning (Khosla et al. 2020, arXiv 2004.11362) of the upper half of a
MiniLM encoder, on the wordings of knowledge folders and, where there is one, on a public set of
customers' questions. Most of a batch are neighbours, so that it learns what tells them apart.
Needs the ``train`` extra.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from random import Random

import numpy as np
import torch
from rich.console import Console
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

from voice_agent.knowledge.encoder import GRAPH_FILE, TOKENIZER_FILE
from voice_agent.knowledge.sections import Folder
from voice_agent.training.data.sources import SOURCES, folder_of
from voice_agent.training.fit.base import base_folder
from voice_agent.training.fit.export import OPSET, quantise
from voice_agent.training.fit.network import EXPORTED_ATTENTION, load_encoder, pad

PUBLIC_SET = "banking77"
FROZEN = 3
STEPS = 400
_RATE = 1e-4
_WARM_UP = 30
_TEMPERATURE = 0.06
_DROPOUT = 0.1
_MAX_TOKENS = 40
_PER_CLASS = 3
_NEIGHBOURS = 26
_NEAR = 15
_ANY = 5
_PUBLIC_SHARE = 0.12
_PUBLIC_NEAR = 9
_MOST_PUBLIC = 30
_TEXT_SHARE = 0.25
_REPORT = 25


class _Classes:
    """What is told apart: the sections, then each unanswered question, then a public set."""

    def __init__(self, folders: Sequence[Folder], data: Path | None) -> None:
        self.texts: list[str] = []
        self.questions: list[list[str]] = []
        for folder in folders:
            for index, section in enumerate(folder.sections):
                self.questions.append(folder.wordings(index))
                self.texts.append(section.text)
        self.sections = len(self.questions)
        self.questions += [[question] for folder in folders for question in folder.unanswered]
        self.own = len(self.questions)
        self.questions += _public(data) if data is not None else []

    def all(self) -> list[str]:
        """Return every text once."""
        return list(dict.fromkeys([q for one in self.questions for q in one] + self.texts))


def _public(data: Path) -> list[list[str]]:
    found: dict[str, list[str]] = {}
    folder = folder_of(PUBLIC_SET, data)
    if not folder.is_dir():
        return []
    for sample in SOURCES[PUBLIC_SET].read(folder):
        if sample.split == "train" and len(sample.text.split()) < _MAX_TOKENS // 2:
            found.setdefault(str(sample.label), []).append(sample.text)
    return [questions[:_MOST_PUBLIC] for questions in found.values() if len(questions) > 1]


class _Trainee:
    """The encoder, with the states of its frozen lower half computed once."""

    def __init__(self, base: Path, texts: Sequence[str]) -> None:
        tokenizer = Tokenizer.from_file(str(base / TOKENIZER_FILE))
        tokenizer.no_padding()
        tokenizer.enable_truncation(_MAX_TOKENS)
        self.encoder = load_encoder(base).eval()
        layers = self.encoder.encoder.layer
        self._upper = layers[FROZEN:]
        for part in (self.encoder.embeddings, *layers[:FROZEN]):
            part.requires_grad_(False)
        self._lower: dict[str, Tensor] = {}
        ordered = sorted(texts, key=len)
        with torch.no_grad():
            for start in range(0, len(ordered), 64):
                batch = ordered[start : start + 64]
                ids = [torch.tensor(one.ids) for one in tokenizer.encode_batch(batch)]
                mask = pad([torch.ones_like(one) for one in ids], 0)
                states = _through(layers[:FROZEN], self.encoder.embeddings(pad(ids, 0)), mask)
                for row, text in enumerate(batch):
                    self._lower[text] = states[row, : len(ids[row])].clone()

    @property
    def parameters(self) -> list[nn.Parameter]:
        """What is trained."""
        return [p for p in self.encoder.parameters() if p.requires_grad]

    def embed(self, texts: Sequence[str], *, dropout: float = 0.0) -> Tensor:
        """Return the vectors of texts, of length 1."""
        rows = [self._lower[text] for text in texts]
        states = nn.utils.rnn.pad_sequence(rows, batch_first=True)
        mask = pad([torch.ones(len(row), dtype=torch.long) for row in rows], 0)
        states = functional.dropout(states, dropout, training=dropout > 0)
        states = _through(self._upper, states, mask)
        share = mask.unsqueeze(-1).to(states.dtype)
        return functional.normalize((states * share).sum(1) / share.sum(1), dim=-1)


def _through(layers: Sequence[nn.Module], states: Tensor, mask: Tensor) -> Tensor:
    bias = torch.zeros(mask.shape).masked_fill(mask == 0, -1e9)[:, None, None, :]
    for layer in layers:
        out = layer(states, attention_mask=bias)
        states = out[0] if isinstance(out, tuple) else out
    return states


def train_sentences(
    folders: Sequence[Folder],
    out: Path,
    *,
    data: Path | None = None,
    steps: int = STEPS,
    seed: int = 1,
    console: Console | None = None,
) -> None:
    """Train the encoder; ``out`` gets ``encoder.int8.onnx`` and ``tokenizer.json``.

    Args:
        folders: Knowledge folders with their wordings.
        out: Folder of the model.
        data: Folder of public data sets.
        steps: Batches. 400 take five minutes on two cores.
        seed: Same seed, same model.
        console: Where to report.
    """
    console = console or Console()
    torch.manual_seed(seed)
    rng, draw = np.random.default_rng(seed), Random(seed)
    base = base_folder()
    classes = _Classes(folders, data)
    trainee = _Trainee(base, classes.all())
    optimiser = torch.optim.AdamW(trainee.parameters, lr=_RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda step: min(1.0, (step + 1) / _WARM_UP) * max(0.02, 1 - step / max(1, steps)),
    )
    losses: list[float] = []
    near = _neighbours(trainee, classes)
    for step in range(steps):
        if step in (steps // 3, 2 * steps // 3):
            near = _neighbours(trainee, classes)
        texts, labels = _batch(classes, near, rng, draw)
        loss = _loss(trainee.embed(texts, dropout=_DROPOUT), torch.tensor(labels))
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(trainee.parameters, 1.0)
        optimiser.step()
        schedule.step()
        losses.append(float(loss.detach()))
        if (step + 1) % _REPORT == 0:
            console.print(f"step {step + 1} of {steps}: loss {np.mean(losses[-_REPORT:]):.3f}")
    out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(base / TOKENIZER_FILE, out / TOKENIZER_FILE)
    export_encoder(trainee.encoder, out / GRAPH_FILE)


def _neighbours(trainee: _Trainee, classes: _Classes) -> list[list[int]]:
    """Return for each section and each public class those that are nearest to it."""
    spoken = [(c, q) for c, questions in enumerate(classes.questions) for q in questions[:4]]
    spoken.sort(key=lambda one: len(one[1]))
    with torch.no_grad():
        first = trainee.embed([spoken[0][1]])
        centres = torch.zeros(len(classes.questions), first.shape[1])
        for start in range(0, len(spoken), 128):
            batch = spoken[start : start + 128]
            vectors = trainee.embed([q for _, q in batch])
            centres.index_add_(0, torch.tensor([c for c, _ in batch]), vectors)
        centres = functional.normalize(centres, dim=-1)
        near: list[list[int]] = [[] for _ in classes.questions]
        for start, end in ((0, classes.own), (classes.own, len(classes.questions))):
            similar = centres[start:end] @ centres[start:end].T
            order = similar.argsort(dim=1, descending=True)[:, : _NEIGHBOURS + 1]
            for row, found in enumerate(order.tolist()):
                near[start + row] = [start + i for i in found if i != row]
    return near


def _batch(
    classes: _Classes, near: list[list[int]], rng: np.random.Generator, draw: Random
) -> tuple[list[str], list[int]]:
    public = len(classes.questions) - classes.own
    if public and rng.random() < _PUBLIC_SHARE:
        first = classes.own + int(rng.integers(public))
        picked = [first, *rng.permutation(near[first])[:_PUBLIC_NEAR]]
    else:
        first = int(rng.integers(classes.sections))
        anything = rng.integers(classes.own, size=_ANY)
        picked = [first, *rng.permutation(near[first])[:_NEAR], *anything]
    texts, labels = list[str](), list[int]()
    for index in dict.fromkeys(int(one) for one in picked):
        questions = classes.questions[index]
        chosen = draw.sample(questions, min(len(questions), _PER_CLASS))
        if index < classes.sections and draw.random() < _TEXT_SHARE:
            chosen.append(classes.texts[index])
        texts += chosen
        labels += [index] * len(chosen)
    return texts, labels


def _loss(vectors: Tensor, labels: Tensor) -> Tensor:
    """Return the supervised contrastive loss; a class with one member only pushes others away."""
    itself = torch.eye(len(labels), dtype=torch.bool)
    similar = (vectors @ vectors.T / _TEMPERATURE).masked_fill(itself, -1e9)
    same = (labels[:, None] == labels[None]) & ~itself
    logs = similar - similar.logsumexp(1, keepdim=True)
    per_row = logs.masked_fill(~same, 0).sum(1) / same.sum(1).clamp(min=1)
    return -per_row[same.any(1)].mean()


class _Serving(nn.Module):
    """Token ids in; out the states of every token and the sentence's vector, of length 1."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: Tensor) -> tuple[Tensor, Tensor]:
        states = self.encoder(input_ids).last_hidden_state
        return functional.normalize(states.mean(1), dim=-1), states


def export_encoder(encoder: BertModel, path: Path) -> None:
    """Write the int8 graph: ``input_ids`` in, ``vector`` and ``states`` out."""
    config = deepcopy(encoder.config)
    config._attn_implementation = EXPORTED_ATTENTION
    plain = BertModel(config, add_pooling_layer=False)
    plain.load_state_dict(encoder.state_dict())
    whole = path.with_suffix(".fp32")
    axes = {0: "batch", 1: "tokens"}
    torch.onnx.export(
        _Serving(plain).eval(),
        (torch.ones(1, 9, dtype=torch.long),),
        str(whole),
        input_names=["input_ids"],
        output_names=["vector", "states"],
        dynamic_axes={"input_ids": axes, "vector": {0: "batch"}, "states": axes},
        opset_version=OPSET,
        dynamo=False,
    )
    quantise(whole, path)
    whole.unlink()
