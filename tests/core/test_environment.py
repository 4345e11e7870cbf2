import pytest

from voice_agent.core.environment import fill_in, has_variable
from voice_agent.core.errors import ConfigError

VARIABLES = {"KEY": "k1", "HOST": "a.example", "EMPTY": ""}


def test_variables_are_filled_in_wherever_they_stand() -> None:
    value = {"key": "${KEY}", "urls": ["https://${HOST}/${KEY}", 7], "plain": "$KEY", "none": None}
    assert fill_in(value, "args", VARIABLES) == {
        "key": "k1",
        "urls": ["https://a.example/k1", 7],
        "plain": "$KEY",
        "none": None,
    }


def test_a_default_is_taken_when_a_variable_is_not_set_or_empty() -> None:
    assert fill_in("${NONE:-b}${EMPTY:-c}${KEY:-d}${NONE:-}", "args", VARIABLES) == "bck1"


def test_a_variable_that_is_not_set_is_named_with_its_key() -> None:
    with pytest.raises(
        ConfigError, match=r"args\.headers\.auth: the environment variable NONE is not set"
    ):
        fill_in({"headers": {"auth": "Bearer ${NONE}"}}, "args", VARIABLES)


def test_what_names_a_variable() -> None:
    assert has_variable("a ${B} c")
    assert not has_variable("a $B {c}")
    assert not has_variable(7)
