from __future__ import annotations

from typing import Any

import pytest
from guarded import PIN, VERIFY, guarded
from pydantic import ValidationError

from voice_agent.playbook.protection import LimitSpec, VerifySpec, pattern_of

FULL = {"kind": "digits", "ask": "Your PIN?"}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"intents": ["loan"]}, "verify.intents: no intent 'loan'; known: advice,"),
        ({"exempt": ["loan"]}, "verify.exempt: no intent 'loan'"),
        ({"intents": ["fees"]}, "verify.intents: 'fees' has no route 'answer'"),
        ({"action": "ask_mum"}, "verify.action: no action 'ask_mum'; known: balance,"),
        ({"action": "transfer"}, "verify.action: 'transfer' must return 'ok'"),
        ({"ask": {"payee": PIN}}, "verify.ask.payee: there is an entity of this name"),
        ({"never_say": ["a person"]}, "never_say: 'a person' is in says.llm_fallback"),
    ],
)
def test_a_name_that_does_not_fit_is_one_clear_error(changes: dict[str, Any], problem: str) -> None:
    fallback = {"llm_fallback": "Ask a person."}
    with pytest.raises(ValidationError, match=problem):
        guarded(verify=VERIFY | changes, says=guarded().says.model_dump() | fallback)


@pytest.mark.parametrize("results", [{"right": "flag"}, {"ok": "text"}, {"caller": "text"}])
def test_a_comparison_that_never_says_ok_is_refused(results: dict[str, str]) -> None:
    actions = guarded().model_dump()["actions"]
    check = {"http": {"url": "https://a/{pin}"}, "results": results}
    with pytest.raises(ValidationError, match="'check_pin' needs a result 'ok' of kind 'flag'"):
        guarded(actions=actions | {"check_pin": check})
    check["results"] = {"ok": "flag", "caller": "text"}
    assert guarded(actions=actions | {"check_pin": check}).actions["check_pin"].results


def test_the_request_of_a_comparison_is_filled_with_what_was_given() -> None:
    actions = guarded().model_dump()["actions"]
    check = {"http": {"method": "POST", "url": "https://a/", "body": {"pin": "{pim}"}}}
    with pytest.raises(ValidationError, match=r"actions\.check_pin\.http\.body: .*'\{pim\}'"):
        guarded(actions=actions | {"check_pin": check})


@pytest.mark.parametrize(
    ("limit", "problem"),
    [
        ({"most": 5}, "per: expected 'call' or 'day' for a limit without a 'detail'"),
        ({"detail": "payee", "most": 5}, "intent 'transfer' has no amount or number 'payee'"),
        ({"detail": "tip", "most": 5}, "no amount or number 'tip'; known: amount, payee, date"),
        ({"detail": "amount", "most": 0}, "greater than 0"),
        ({"detail": "amount", "most": 5, "per": "week"}, "'once', 'call' or 'day'"),
    ],
)
def test_a_limit_that_cannot_work_is_one_clear_error(limit: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        guarded(limits=[limit])


def test_exempt_belongs_to_all_actions() -> None:
    with pytest.raises(ValidationError, match="leave the names out of the list"):
        VerifySpec.model_validate(
            {"intents": ["a"], "exempt": ["b"], "ask": {"pin": FULL}, "action": "check"}
        )


@pytest.mark.parametrize("phrase", ["", "  ", "//", "/(/"])
def test_a_phrase_that_forbids_everything_or_nothing(phrase: str) -> None:
    with pytest.raises(ValueError, match=r"an empty phrase|no regular expression"):
        pattern_of(phrase)


def test_a_number_of_times_needs_no_detail() -> None:
    assert LimitSpec(most=3, per="call").detail is None
