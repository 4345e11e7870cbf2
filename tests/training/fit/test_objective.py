"""What training minimises."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from tiny_network import LABELS, RECIPE, ROWS, maker, tiny

from voice_agent.playbook.phrases import parse_phrase
from voice_agent.slm.encoding import EncodedTurn
from voice_agent.slm.labels import Labels
from voice_agent.training.data.rows import Row
from voice_agent.training.fit.examples import Example

torch = pytest.importorskip("torch", reason="needs the 'train' extra")
pytest.importorskip("transformers", reason="needs the 'train' extra")

from voice_agent.training.fit.batches import batches
from voice_agent.training.fit.objective import Objective, agreement, contrast, intent_prior

pytestmark = pytest.mark.train


def test_masked_rows_do_not_move_the_loss() -> None:
    bare = Row(phrase=parse_phrase("yes please", ()), group="acts", act="affirm")
    examples = [maker()(bare, Random(1), cut=False)]
    (batch,) = batches(examples, 4, LABELS, Random(1))
    objective = Objective(LABELS, replace(RECIPE, smoothing=0.0))
    output = {
        name: torch.zeros(1, *size, requires_grad=True)
        for name, size in {
            "intent": (3,), "act": (8,), "tags": (batch.ids.shape[1], 3),
            "escalation": (6,), "completeness": (2,), "sentiment": (3,), "reasoning": (2,),
        }.items()
    }  # fmt: skip
    objective.heads(output, batch, tiny()).backward()

    moved = {n for n, t in output.items() if t.grad is not None and bool(t.grad.abs().sum() > 0)}
    assert moved == {"act", "completeness"}


def test_copies_that_agree_cost_nothing() -> None:
    one = torch.randn(3, 4)

    assert agreement(torch.cat([one, one])).item() == pytest.approx(0.0, abs=1e-6)
    assert agreement(torch.cat([one, one.flip(1)])).item() > 0.1


def test_contrast_wants_turns_of_an_intent_together() -> None:
    x, y = torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0])
    intent = torch.eye(3)[[1, 1, 2, 2, 0, 0]]
    sorted_ = contrast(torch.stack([x, x, y, y, x, y]), intent)
    mixed = contrast(torch.stack([x, y, x, y, x, y]), intent)

    assert sorted_ < mixed
    assert contrast(torch.stack([x, y]), torch.eye(3)[[0, 0]]).item() == 0.0


def test_the_prior_is_how_often_an_intent_is_drawn() -> None:
    import numpy as np

    turn = EncodedTurn(np.array([2, 3]), np.array([0, 0]), (), np.array([], dtype=np.int64))
    drawn = [(1,)] * 6 + [(1, 2)] * 2 + [()]
    examples = [Example(ROWS[0], turn, intents, (), {}) for intents in drawn]
    labels = Labels("Toy", ("out_of_scope", "pay", "block", "close"), ())

    shares = intent_prior(examples, labels).exp()
    assert shares.tolist() == pytest.approx([0.1, 0.7, 0.1, 0.1])
