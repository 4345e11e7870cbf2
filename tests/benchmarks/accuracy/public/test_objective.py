"""What training for a public benchmark minimises."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="needs the 'train' extra")
pytest.importorskip("transformers", reason="needs the 'train' extra")

from benchmarks.accuracy.public.objective import distillation

pytestmark = pytest.mark.train


def test_a_student_that_thinks_as_its_teacher_costs_nothing() -> None:
    one = torch.randn(3, 4)

    assert distillation(one, one + 5.0).item() == pytest.approx(0.0, abs=1e-6)
    assert distillation(one, one.flip(1)).item() > 0.1
