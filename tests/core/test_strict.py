import pytest
from pydantic import ValidationError

from voice_agent.core.strict import Strict


class Point(Strict):
    x: int


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(ValidationError):
        Point.model_validate({"x": 1, "y": 2})


def test_a_value_stays_as_it_was_read() -> None:
    point = Point(x=1)
    with pytest.raises(ValidationError):
        point.x = 2  # type: ignore[misc]
