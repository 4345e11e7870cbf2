from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import pytest

from voice_agent.core.errors import ConfigError
from voice_agent.core.signature import accepted, check_arguments, converted, takes_context

if TYPE_CHECKING:
    from nowhere import Mystery


def make(
    context: object,
    *,
    url: str,
    threads: int = 1,
    rate: float = 1.0,
    folder: Path = Path(),
    words: tuple[str, ...] = (),
    mode: Literal["fast", "good"] = "fast",
    key: str | None = None,
    table: Mapping[float, str] = MappingProxyType({}),
) -> None: ...


class Engine:
    def __init__(self, model: str = "base", *, names: Sequence[str] = ()) -> None: ...


class Inherited(Engine): ...


def untyped(context, model, size=2):  # type: ignore[no-untyped-def]
    ...


def open_ended(context: object, **more: Any) -> None: ...


def unreadable(*, engine: Mystery | None = None) -> None: ...


def problem(factory: Any, **arguments: Any) -> str | None:
    return check_arguments(factory, arguments, "engine 'x'")


def test_context_is_given_only_to_those_who_take_it() -> None:
    assert takes_context(make)
    assert takes_context(functools.partial(make, url="x"))
    assert not takes_context(Engine)
    assert not takes_context(dict)


def test_a_file_can_give_what_can_be_named() -> None:
    assert list(accepted(Inherited)) == ["model", "names"]
    assert list(accepted(untyped)) == ["model", "size"]
    assert list(accepted(open_ended)) == []


@pytest.mark.parametrize(
    ("factory", "arguments"),
    [
        (make, {"url": "u", "threads": 2, "rate": 2, "folder": "a/b", "words": ["a", "b"]}),
        (make, {"url": "u", "mode": "good", "key": None}),
        (make, {"url": "u", "table": {1.5: "a", 2: "b"}}),
        (make, {"url": "u", "threads": "${THREADS}"}),
        (Engine, {"model": "m", "names": ["a"]}),
        (Inherited, {"model": "m"}),
        (untyped, {"model": 7, "size": "any"}),
        (open_ended, {"what": "ever"}),
        (unreadable, {"engine": 3}),
    ],
)
def test_good_arguments(factory: Any, arguments: dict[str, Any]) -> None:
    assert problem(factory, **arguments) is None


@pytest.mark.parametrize(
    ("factory", "arguments", "says"),
    [
        (make, {"url": 7}, "args.url: expected str, got 7"),
        (make, {"url": "u", "threads": "2"}, "args.threads: expected int, got '2'"),
        (make, {"url": "u", "threads": True}, "args.threads: expected int, got True"),
        (make, {"url": "u", "words": "ab"}, "args.words: expected tuple[str, ...], got 'ab'"),
        (Engine, {"names": 7}, "args.names: expected Sequence[str], got 7"),
        (make, {"url": "u", "mode": "bad"}, "args.mode: expected Literal['fast', 'good'], got"),
        (make, {"url": "u", "key": 3}, "args.key: expected str | None, got 3"),
        (make, {}, "args.url: missing; engine 'x' needs it. Known arguments: folder, key, mode"),
        (make, {"rul": "u"}, "args.rul: unknown argument of engine 'x'; known: folder, key"),
        (Inherited, {"model": 7}, "args.model: expected str, got 7"),
        (unreadable, {"other": 3}, "args.other: unknown argument of engine 'x'; known: engine"),
        (dict, {"a": 3}, "args.a: unknown argument of engine 'x'; known: none"),
    ],
)
def test_a_mistake_names_the_key_and_what_is_accepted(
    factory: Any, arguments: dict[str, Any], says: str
) -> None:
    assert str(problem(factory, **arguments)).startswith(says)


def test_values_get_the_types_of_the_signature() -> None:
    given = {"url": "u", "folder": "a/b", "words": ["a"], "threads": "4", "rate": 2}
    assert converted(make, given) == {
        "url": "u",
        "folder": Path("a/b"),
        "words": ("a",),
        "threads": 4,
        "rate": 2.0,
    }
    assert converted(make, {"table": {1.5: "a"}}) == {"table": {1.5: "a"}}
    assert converted(untyped, {"model": [1]}) == {"model": [1]}


def test_a_variable_with_a_wrong_value_is_named_but_not_shown() -> None:
    with pytest.raises(ConfigError, match=r"args\.threads: expected int; its environment") as error:
        converted(make, {"threads": "s3cret"})
    assert "s3cret" not in str(error.value)
