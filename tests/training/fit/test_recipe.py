import pytest

from voice_agent.training.fit.recipe import Recipe


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
