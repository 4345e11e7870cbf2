"""The contract of an action, as a list of checks. Each of them carries it out.

``voice_agent.testing.actions.check(action, details)`` runs them; no test framework is needed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from voice_agent.actions.action import ActionContext
from voice_agent.core.errors import ActionError
from voice_agent.testing.kit import (
    Kit,
    Probe,
    Step,
    cancellable,
    expect,
    off_the_loop,
    only_if,
)
from voice_agent.testing.report import Report

_PREVIEW_MS = 50.0


class ActionProbe(Probe):
    """An action and the way to carry it out.

    Args:
        action: The action.
        details: Details with which it succeeds.
        options: See ``Probe``.
    """

    def __init__(self, action: Any, *, details: Mapping[str, Any], **options: Any) -> None:
        super().__init__("actions", action, **options)
        self.details = details
        self.turn = 0

    async def run(self, details: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """Carry it out, each time as another deed; anything but fields is a broken contract."""
        self.turn += 1
        context = ActionContext("check", "contract-kit", self.turn)
        try:
            given = MappingProxyType(dict(self.details if details is None else details))
            return checked(await self.call("run", given, context))
        finally:
            await context.http.aclose()


def checked(result: Any) -> Mapping[str, Any]:
    """Return a result if it is a mapping of fields that JSON knows.

    Raises:
        BrokenContractError: It is something else; says what.
    """
    kind = type(result).__name__
    expect(isinstance(result, Mapping), f"gives {kind}; expected a dict of fields")
    names = [name for name in result if not isinstance(name, str)]
    expect(not names, f"a field is named {names[:1]}; expected str")
    try:
        json.dumps(dict(result))
    except (TypeError, ValueError) as error:
        expect(False, f"gives what JSON does not know: {error}")
    fields: Mapping[str, Any] = result
    return fields


async def _runs(probe: ActionProbe) -> None:
    await probe.run()


async def _other_details(probe: ActionProbe) -> None:
    odd = dict.fromkeys(probe.details, "naïve 大小 👍 {x} ' OR 1=1")
    for details in ({}, odd, {**probe.details, "unknown": "x" * 100_000}):
        try:
            await probe.run(details)
        except ActionError:
            continue


async def _preview(probe: ActionProbe) -> None:
    began = time.thread_time()
    preview = probe.engine.preview(MappingProxyType(dict(probe.details)))
    ms = 1000 * (time.thread_time() - began)
    expect(ms < _PREVIEW_MS, f"preview() takes {ms:.0f} ms on the event loop; return None instead")
    if preview is not None:
        result = await probe.run()
        expect(
            dict(checked(preview)) == dict(result),
            f"preview() gives {dict(preview)!r}, run() {dict(result)!r}: callers would hear one "
            "and get the other",
        )


def _steps(probe: ActionProbe) -> list[Step[ActionProbe]]:
    return [
        ("gives fields that JSON knows", _runs),
        ("takes other details, or raises ActionError", _other_details),
        ("previews at once what it will give, or nothing", _preview),
        cancellable(_runs),
        *only_if(probe.is_async("run"), off_the_loop(_runs)),
    ]


KIT = Kit(ActionProbe, _steps)


def check(action: Any, details: Mapping[str, Any], **options: Any) -> Report:
    """Hold an action to its contract. It is carried out some ten times.

    Args:
        action: The action.
        details: Details with which it succeeds.
        options: ``deadline_ms``: for one run.
    """
    return KIT.check(action, details=details, **options)
