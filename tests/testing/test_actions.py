from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from voice_agent.actions.action import ActionContext
from voice_agent.actions.fixed import FixedAction
from voice_agent.core.errors import ActionError
from voice_agent.playbook import ActionSpec
from voice_agent.testing.actions import check

DETAILS = {"account": "savings"}


class Good:
    async def run(self, details: Mapping[str, Any], context: ActionContext) -> Any:
        if details.get("account") != "savings":
            raise ActionError("no such account")
        return self.result()

    def result(self) -> Any:
        return {"balance": 20}

    def preview(self, details: Mapping[str, Any]) -> Any:
        return None


class Plain(Good):
    def run(self, details: Mapping[str, Any], context: ActionContext) -> Any:  # type: ignore[override]
        if details.get("account") != "savings":
            raise ActionError("no such account")
        return self.result()


class Text(Good):
    def result(self) -> Any:
        return "20"


class Dates(Good):
    def result(self) -> Any:
        return {"on": date(2026, 11, 22)}


class Numbers(Good):
    def result(self) -> Any:
        return {1: "one"}


class Breaks(Good):
    async def run(self, details: Mapping[str, Any], context: ActionContext) -> Any:
        return {"balance": {"savings": 20}[details["account"]]}


class Writes(Plain):
    def run(self, details: Any, context: ActionContext) -> Any:  # type: ignore[override]
        details["seen"] = True
        return {}


class Promises(Good):
    def preview(self, details: Mapping[str, Any]) -> Any:
        return {"balance": 30}


class Thinks(Good):
    def preview(self, details: Mapping[str, Any]) -> Any:
        sum(number * number for number in range(2_000_000))


@pytest.mark.parametrize(
    "action",
    [
        Good(),
        Plain(),
        FixedAction(ActionSpec(by="account", returns={"balance": {"savings": "20"}})),
    ],
)
def test_a_good_action_passes(action: Any) -> None:
    report = check(action, DETAILS)
    assert report.ok, report


@pytest.mark.parametrize(
    ("action", "says"),
    [
        (Text, "gives fields that JSON knows: gives str; expected a dict of fields"),
        (Dates, "gives fields that JSON knows: gives what JSON does not know: .*date"),
        (Numbers, "gives fields that JSON knows: a field is named .1.; expected str"),
        (Breaks, "takes other details, or raises ActionError: raises KeyError: 'account'"),
        (Writes, "gives fields .*: raises TypeError: 'mappingproxy' object does not support item"),
        (
            Promises,
            r"previews .*: preview\(\) gives {'balance': 30}, run\(\) {'balance': 20}: call",
        ),
        (Thinks, r"previews .*: preview\(\) takes .* ms on the event loop; return None instead"),
    ],
)
def test_each_fault_has_its_line(action: type[Good], says: str) -> None:
    problems = [str(check) for check in check(action(), DETAILS).problems]
    assert any(re.match(says, problem) for problem in problems), problems
