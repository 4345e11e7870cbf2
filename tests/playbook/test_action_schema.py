from typing import Any

import pytest
from fakes import playbook
from pydantic import ValidationError

from voice_agent.playbook import ActionSpec, Playbook
from voice_agent.playbook.action_schema import (
    HttpSpec,
    ResultSpec,
    check_actions,
    lookup_results,
    shared,
)


def refused(model: Any, **data: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)
    return str(caught.value.errors()[0]["msg"]).removeprefix("Value error, ")


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ({"url": "bank.example/x"}, "url: 'bank.example/x' is no URL; expected https://HOST/"),
        ({"url": "ftp://bank"}, "is no URL"),
        ({"url": "https:///x"}, "is no URL"),
        ({"url": "https://{account}.bank/x"}, "a gap may be in the path or the query, not in t"),
        ({"url": "https://bank{account}"}, "not in the host"),
        ({"url": "${BANK}{account}/x"}, "not in the host"),
        ({"url": "{account}"}, "is no URL"),
        ({"url": "https://b", "body": {}}, "body: GET sends none; write the values into the url"),
        ({"url": "https://b", "headers": {"X": "{call.id}"}}, "headers.X: a header has no gaps"),
    ],
)
def test_a_request_that_cannot_work_is_refused(spec: dict[str, Any], says: str) -> None:
    assert says in refused(HttpSpec, **spec)


@pytest.mark.parametrize(
    "url",
    [
        "https://b",
        "http://127.0.0.1:8020/x?{account}",
        "${BANK_URL}/accounts/{account}",
        "https://${BANK_HOST}/x/{account}",
        "${BANK_URL:-http://127.0.0.1:1}/x/{account}",
    ],
)
def test_gaps_may_be_in_path_and_query(url: str) -> None:
    spec = HttpSpec(url=url)
    assert spec.gaps == ([("url", "account")] if "account" in url else [])
    assert spec.is_safe


def test_the_gaps_of_a_body_are_found_at_every_depth() -> None:
    spec = HttpSpec(
        method="POST",
        url="https://b/{a}",
        headers={"Authorization": "Bearer ${TOKEN}"},
        body={"b": ["{b.c}", {"d": "to {d} and ${E}"}], "f": 1},
    )
    assert spec.gaps == [("url", "a"), ("body", "b.c"), ("body", "d")]
    assert not spec.is_safe


def test_a_webhook_is_the_short_form_of_a_request() -> None:
    request = ActionSpec(webhook="https://b/hook").request
    assert request is not None
    assert (request.method, request.url) == ("POST", "https://b/hook")
    assert request.body["details"] == "{details}"
    assert ActionSpec(http=HttpSpec(url="https://b")).only_reads
    assert not ActionSpec(webhook="https://b").only_reads
    assert ActionSpec(returns={"a": 1}).only_reads
    assert ActionSpec(returns={"a": 1}).request is None
    assert ActionSpec(python="a:b", speculate=True).only_reads
    assert "speculate: POST may change something; it is for GET" in refused(
        ActionSpec, http={"method": "POST", "url": "https://b"}, speculate=True
    )
    assert "webhook: 'nonsense' is no URL" in refused(ActionSpec, webhook="nonsense")


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ({"kind": "amount"}, "Input should be 'text', 'money'"),
        ({"currency": "EUR"}, "'currency' is for kind 'money', not 'text'"),
        ({"minor": True, "kind": "number"}, "'minor' is for kind 'money', not 'number'"),
        ({"kind": "money", "currency": "euro"}, "String should match pattern"),
        ({"fields": {"a": "money"}}, "'fields' fill the gaps of 'say'"),
        ({"say": "{a} and {b}", "fields": {"a": "money"}}, "say: nothing fills '{b}'; known f"),
        ({"say": "{a}", "fields": {"a": "flag"}}, "say: '{a}' is a flag, which cannot be said"),
        ({"say": "{a}", "kind": "money", "fields": {"a": "text"}}, "'kind' or 'say', not both"),
    ],
)
def test_a_result_that_cannot_be_said_is_refused(spec: dict[str, Any], says: str) -> None:
    assert says in refused(ResultSpec, **spec)


def test_a_kind_alone_is_a_result() -> None:
    assert ResultSpec.model_validate("money") == ResultSpec(kind="money")


def book(action: dict[str, Any], answer: str = "Done.", **more: Any) -> Playbook:
    data = playbook().model_dump()
    data["actions"] |= {"transfer": action, **more}
    data["intents"]["transfer"]["answer"] = answer
    return Playbook.model_validate(data)


def complaint(*args: Any, **more: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        book(*args, **more)
    return str(caught.value.errors()[0]["msg"]).removeprefix("Value error, ")


def post(body: Any = None, url: str = "https://b/x") -> dict[str, Any]:
    return {"http": {"method": "POST", "url": url, "body": body}}


def test_a_gap_that_nothing_fills_is_an_error_at_load() -> None:
    assert complaint(post({"to": "{payeee}"})).startswith(
        "actions.transfer.http.body: nothing fills '{payeee}'; known: amount, date, payee, "
    )
    assert "actions.transfer.http.url: nothing fills '{account}'" in complaint(
        post(url="https://b/{account}")
    )
    assert "actions.transfer.webhook: nothing fills '{x}'" in complaint(
        {"webhook": "https://b/{x}"}
    )
    assert book(post({"to": "{payee}", "sum": "{amount.amount}", "key": "{call.key}"}))
    assert book(post({"all": "{details}", "from": "{caller.number}"}))


def test_an_action_that_no_intent_uses_is_not_checked() -> None:
    assert check_actions({"a": ActionSpec.model_validate(post({"x": "{y}"}))}, {}) is None


def test_what_may_not_be_known_is_in_no_url() -> None:
    action = {"a": ActionSpec.model_validate(post({"x": "{y}"}, "https://b/{y}"))}
    assert check_actions(action, {"a": {"y": True}}) is None
    assert check_actions(action, {"a": {"y": False}}) == (
        "a.http.url",
        "'{y}' may not be known; give the detail an 'ask' or a 'default'",
    )


def test_several_intents_share_the_details_that_all_of_them_have() -> None:
    assert shared(None, {"a": True}) == {"a": True}
    assert shared({"a": True, "b": True}, {"a": False, "c": True}) == {"a": False}


def test_a_lookup_is_another_action_and_is_filled_by_the_same_details() -> None:
    lookup = {"http": {"url": "https://b/requests/{call.key}/{payee}"}}
    assert book(post() | {"lookup": "find"}, find=lookup)
    for name in ("fnid", "transfer"):
        assert complaint(post() | {"lookup": name}, find=lookup).startswith(
            f"actions.transfer.lookup: no other action '{name}'; known: balance, find"
        )
    wrong = {"http": {"url": "https://b/{account}"}}
    assert "actions.find.http.url: nothing fills '{account}'; known: amount, date, pa" in complaint(
        post() | {"lookup": "find"}, find=wrong
    )


def test_the_answer_names_results_of_the_action_and_of_its_lookup() -> None:
    results = {"reference": "digits", "ok": "flag"}
    lookup = {"http": {"url": "https://b/{call.key}"}}
    answer = "Done: {reference}."
    assert book(post() | {"results": results}, answer)
    assert complaint(post() | {"results": results}, "{refernce}").startswith(
        "intents.transfer.answer: nothing fills '{refernce}'"
    )
    assert complaint(post() | {"results": results}, "{ok}").startswith(
        "intents.transfer.answer: nothing fills '{ok}'"
    )
    both = post() | {"results": results, "lookup": "find"}
    assert book(both, answer, find=lookup | {"results": results})
    assert book(both, answer, find=lookup), "what it returns is not known"
    assert book(both, answer, find=lookup | {"results": {"done": "flag"}})
    assert complaint(both, answer, find=lookup | {"results": {"other": "text"}}).startswith(
        "intents.transfer.answer: '{reference}' is no result of the lookup 'find'; known: other"
    )
    assert complaint(both, answer, find=lookup | {"results": {"reference": "text"}}).startswith(
        "actions.transfer.lookup: 'reference' is of another kind in the lookup than here"
    )


def test_a_lookup_without_results_is_read_as_the_action_itself() -> None:
    def specs(own: dict[str, str]) -> dict[str, str]:
        actions = {
            "pay": ActionSpec.model_validate(
                post() | {"results": {"fee": "money"}, "lookup": "find"}
            ),
            "find": ActionSpec.model_validate({"webhook": "https://b", "results": own}),
        }
        return {name: spec.kind for name, spec in lookup_results(actions, "pay").items()}

    assert specs({}) == {"fee": "money"}
    assert specs({"done": "flag"}) == {"fee": "money", "done": "flag"}
    assert specs({"paid": "money", "done": "flag"}) == {"paid": "money", "done": "flag"}


@pytest.mark.parametrize(
    ("action", "fixed"),
    [
        ({}, True),
        ({"returns": {"a": 1}, "by": "b"}, True),
        ({"webhook": "https://a"}, False),
        ({"python": "a:b"}, False),
        ({"kind": "ticket", "args": {"queue": 1}}, False),
    ],
)
def test_an_action_is_of_one_kind(action: dict[str, Any], fixed: bool) -> None:
    assert ActionSpec.model_validate(action).is_fixed is fixed


@pytest.mark.parametrize(
    "action",
    [
        {"webhook": "https://a", "python": "a:b"},
        {"webhook": "https://a", "returns": {"a": 1}},
        {"kind": "a", "by": "b"},
        {"args": {"queue": 1}},
        {"timeout_ms": 0},
        {"timeout_ms": -1},
    ],
)
def test_an_action_of_two_kinds_is_refused(action: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ActionSpec.model_validate(action)


def test_whatever_the_call_fills_may_be_in_a_request() -> None:
    gaps = "{call.id} {call.turn} {call.task} {call.action} {call.key} {caller.number} {details}"
    assert book(post({"note": gaps}))
    assert "nothing fills '{call.name}'" in complaint(post({"note": "{call.name}"}))
    assert "nothing fills '{caller}'" in complaint(post({"note": "{caller}"}))


def test_every_kind_of_value_is_read_and_said() -> None:
    for kind in ("text", "date", "time", "number", "digits", "phone", "email", "postcode", "flag"):
        assert ResultSpec.model_validate(kind).kind == kind
    assert "path or the query" not in refused(HttpSpec, url="http://")
