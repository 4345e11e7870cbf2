from typing import Any
from zoneinfo import ZoneInfo

import pytest

from voice_agent.actions.results import read_results
from voice_agent.core.errors import ActionError
from voice_agent.playbook.action_schema import ResultSpec

BERLIN = ZoneInfo("Europe/Berlin")


def read(spec: Any, answer: Any) -> Any:
    return read_results({"it": ResultSpec.model_validate(spec)}, answer, BERLIN)["it"]


@pytest.mark.parametrize(
    ("spec", "given", "value"),
    [
        ("money", 2413.7, {"amount": 2413.7, "currency": "USD"}),
        ("money", "2413.70", {"amount": 2413.7, "currency": "USD"}),
        ("money", "-1,234,567.891", {"amount": -1234567.89, "currency": "USD"}),
        ("money", 0, {"amount": 0.0, "currency": "USD"}),
        ("money", {"amount": "7", "currency": "eur"}, {"amount": 7.0, "currency": "EUR"}),
        ({"kind": "money", "currency": "GBP"}, 5, {"amount": 5.0, "currency": "GBP"}),
        ({"kind": "money", "minor": True}, 241370, {"amount": 2413.7, "currency": "USD"}),
        ("number", "3", 3),
        ("number", 3.0, 3),
        ("number", "4.35", 4.35),
        ("date", "2026-12-01", "2026-12-01"),
        ("date", "2026-12-01T23:30:00", "2026-12-01"),
        ("date", "2026-12-01T23:30:00Z", "2026-12-02"),
        ("time", "15:30:20", "15:30"),
        ("time", "2026-12-01T23:30:00Z", "00:30"),
        ("digits", "H-4 71", "H471"),
        ("digits", 4711, "4711"),
        ("text", " sent ", "sent"),
        ("text", 12, "12"),
        ("phone", "+14155550132", "+14155550132"),
        ("flag", False, False),
    ],
)
def test_a_value_is_read_by_its_kind(spec: Any, given: Any, value: Any) -> None:
    assert read(spec, {"it": given}) == value


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("money", "a lot"),
        ("money", "1.234,56"),
        ("money", True),
        ("money", {"sum": 3}),
        ("money", {"amount": 3, "currency": "dollars"}),
        ("money", float("nan")),
        ("money", [1]),
        ("number", float("inf")),
        ("number", "12 pieces"),
        ("date", "tomorrow"),
        ("date", 1764547200),
        ("date", "2026-13-01"),
        ("time", "25:00"),
        ("digits", "<b>7</b>"),
        ("text", {"a": 1}),
        ("text", True),
        ("flag", "false"),
        ("flag", 1),
    ],
)
def test_what_is_not_of_its_kind_is_an_error_without_the_value(kind: str, given: Any) -> None:
    with pytest.raises(ActionError, match=f"^'it' in the answer is no {kind}$"):
        read(kind, {"it": given})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("data.accounts.1.balance", "20"),
        ("data.accounts.0.balance", "10"),
        ("list.0", "a"),
    ],
)
def test_a_path_leads_through_objects_and_lists(path: str, value: str) -> None:
    answer = {"data": {"accounts": [{"balance": 10}, {"balance": 20}]}, "list": ["a"]}
    assert read({"path": path}, answer) == value


@pytest.mark.parametrize("path", ["data.accounts.2", "data.x", "list.a", "list.-1", "list.0.x"])
def test_a_path_that_leads_nowhere_is_an_error(path: str) -> None:
    answer = {"data": {"accounts": []}, "list": ["a"]}
    with pytest.raises(ActionError, match=r"^the answer has no 'it'$"):
        read({"path": path}, answer)


@pytest.mark.parametrize("given", [{}, {"it": None}, {"it": ""}, {"it": []}, [], "text", 7])
def test_a_missing_value_is_an_error_unless_there_is_something_to_say(given: Any) -> None:
    with pytest.raises(ActionError, match="the answer has no 'it'"):
        read("text", given)
    assert read({"empty": "nothing"}, given) is None


def test_objects_and_lists_of_them_are_read_field_by_field() -> None:
    spec = {"say": "{amount} at {shop}", "fields": {"amount": "money", "shop": {"path": "to.name"}}}
    rows = [{"amount": 42, "to": {"name": "Grocer"}}, {"amount": "12", "to": {"name": "Metro"}}]
    first = {"amount": {"amount": 42.0, "currency": "USD"}, "shop": "Grocer"}
    assert read(spec, {"it": rows})[0] == first
    assert read({**spec, "path": "."}, rows)[1]["shop"] == "Metro"
    assert read(spec, {"it": rows[0]}) == [first]
    with pytest.raises(ActionError, match=r"the answer has no 'it\.shop'"):
        read(spec, {"it": [{"amount": 1}]})
    with pytest.raises(ActionError, match=r"'it\.amount' in the answer is no money"):
        read(spec, {"it": [{"amount": "x", "to": {"name": "a"}}]})


def test_without_specs_the_fields_are_as_they_are() -> None:
    assert read_results({}, {"a": 1, "b": None}) == {"a": 1, "b": None}
    with pytest.raises(ActionError, match="must return a dict of fields, not list"):
        read_results({}, [1])
