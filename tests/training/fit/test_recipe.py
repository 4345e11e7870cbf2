from pathlib import Path

import pytest

from voice_agent.training.fit.recipe import Recipe, going_on


@pytest.mark.parametrize(
    ("recipe", "paired"),
    [
        (Recipe(), False),
        (Recipe(agreement=0.1), True),
        (Recipe(contrast=0.1), True),
        (Recipe(average=0.9), False),
    ],
)
def test_a_row_is_read_twice_where_its_two_readings_are_compared(
    recipe: Recipe, paired: bool
) -> None:
    assert recipe.paired is paired


def test_a_model_that_goes_on_learns_for_less_time_and_at_lower_rates() -> None:
    first = Recipe(seed=3, threads=1)
    more = going_on(first, Path("models/shop"))
    assert (more.onward, more.head_start) == ("models/shop", False)
    assert (more.seed, more.threads) == (3, 1)
    assert more.epochs < first.epochs
    assert more.rate < first.rate
    assert more.head_rate < first.head_rate
