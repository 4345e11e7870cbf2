import inspect
from collections.abc import Mapping
from typing import Any

import pytest

from voice_agent.actions.action import ActionContext
from voice_agent.actions.python import PythonAction
from voice_agent.core.errors import ConfigError

CONTEXT = ActionContext("look_up", "c1")


def plain(details: Mapping[str, Any]) -> dict[str, Any]:
    return {"n": details["n"]}


def plain_with_context(details: Mapping[str, Any], context: ActionContext) -> dict[str, Any]:
    return {"n": details["n"], "call": context.call_id}


async def coroutine(details: Mapping[str, Any]) -> dict[str, Any]:
    return plain(details)


async def coroutine_with_context(
    details: Mapping[str, Any], context: ActionContext
) -> dict[str, Any]:
    return plain_with_context(details, context)


@pytest.mark.parametrize("function", [plain, plain_with_context, coroutine, coroutine_with_context])
async def test_a_function_may_take_the_context_and_may_be_a_coroutine(function: Any) -> None:
    action = PythonAction(function)
    assert inspect.iscoroutinefunction(action.run) == inspect.iscoroutinefunction(function)
    result = action.run({"n": 1}, CONTEXT)
    result = await result if inspect.isawaitable(result) else result
    with_context = function in (plain_with_context, coroutine_with_context)
    assert result == ({"n": 1, "call": "c1"} if with_context else {"n": 1})
    assert action.preview({"n": 1}) is None


@pytest.mark.parametrize("function", [lambda: {}, lambda a, b, c: {}, lambda *, a: {}])
def test_other_arguments_are_refused(function: Any) -> None:
    with pytest.raises(ConfigError, match=r"expected \(details\) or \(details, context\)"):
        PythonAction(function)
