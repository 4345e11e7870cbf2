"""Hyper-parameters of the public benchmarks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from benchmarks.accuracy.public.task import PublicRecipe

# These rates are for heads that start at random.
_LARGE = PublicRecipe(epochs=8, rows=0, batch=64, rate=3e-4, head_start=False, average=0.995)
_TWINS = replace(_LARGE, agreement=1.0, contrast=0.2)
_SMALL = PublicRecipe(
    epochs=10,
    rows=0,
    rate=1.5e-4,
    head_rate=1e-2,
    average=0.99,
    agreement=1.0,
    contrast=0.5,
    # With a teacher, most of what can be learned is in the turns that only the teacher has read.
    unlabelled=10.0,
)
_SMALLER = replace(_SMALL, epochs=24)
_ONE_DOMAIN = replace(_SMALL, epochs=12)
# Averaged weights help intents but cost slots.
_SLOTS = PublicRecipe(epochs=10, rows=0, rate=4e-4, head_rate=2e-3, head_start=False, crf=True)
# With so few rows and the rate of SNIPS, the CRF sometimes does not recover from the first epochs.
_FEW_SLOTS = replace(_SLOTS, rate=2e-4)

# Training on other sets before the benchmark.
INTERMEDIATE = replace(_FEW_SLOTS, epochs=2)

RECIPES: Mapping[str, PublicRecipe] = {
    "clinc150": replace(_TWINS, unlabelled=1.5),
    "banking77": replace(_TWINS, epochs=10),
    "banking77-10shot": _SMALL,
    "banking77-5shot": _SMALLER,
    "banking77-oos": _LARGE,
    "clinc-banking": _ONE_DOMAIN,
    "clinc-credit_cards": _ONE_DOMAIN,
    "snips": _SLOTS,
    "nlupp": replace(_FEW_SLOTS, epochs=60),
    "nlupp-large": replace(_FEW_SLOTS, epochs=20),
}
