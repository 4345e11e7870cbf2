from __future__ import annotations

from collections.abc import Mapping

from voice_agent.language import EntitySpec
from voice_agent.language.en.entities.compiled import CompileOnce


class Counted:
    """Counts how often it compiles."""

    def __init__(self) -> None:
        self.made = 0
        self.once = CompileOnce(self.compile)

    def compile(self, entities: Mapping[str, EntitySpec]) -> list[str]:
        self.made += 1
        return [*entities]


def test_the_same_specs_are_compiled_once() -> None:
    counted, money = Counted(), EntitySpec(kind="money")
    first = counted.once({"amount": money})
    assert first == ["amount"]
    assert counted.once({"amount": money}) is first
    assert counted.made == 1


def test_another_name_or_another_spec_is_another_set() -> None:
    counted, money = Counted(), EntitySpec(kind="money")
    counted.once({"amount": money})
    counted.once({"fee": money})
    counted.once({"amount": EntitySpec(kind="money")})
    assert counted.made == 3


def test_an_entity_added_later_is_compiled() -> None:
    counted, entities = Counted(), {"a": EntitySpec(kind="money")}
    assert counted.once(entities) == ["a"]
    entities["b"] = EntitySpec(kind="date")
    assert counted.once(entities) == ["a", "b"]


def test_the_oldest_of_many_are_forgotten_and_kept_specs_stay_alive() -> None:
    counted = Counted()
    first = {"a": EntitySpec(kind="money")}
    counted.once(first)
    for _ in range(63):
        counted.once({"a": EntitySpec(kind="money")})
    counted.once(first)
    assert counted.made == 64
    counted.once({"a": EntitySpec(kind="money")})
    counted.once(first)
    assert counted.made == 66
