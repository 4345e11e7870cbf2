"""The contract of a frontier LLM, as a list of checks. Each of them asks it for an answer.

``voice_agent.testing.llm.check(engine)`` runs them; no test framework is needed.
"""

from __future__ import annotations

import copy
from typing import Any

from voice_agent.testing.kit import (
    HUGE,
    Kit,
    Probe,
    Step,
    cancellable,
    expect,
    expect_no_coroutine,
    forgetful,
    from_several_threads,
    off_the_loop,
    only_if,
)
from voice_agent.testing.report import Report

Messages = list[dict[str, str]]

_SYSTEM = {"role": "system", "content": "You answer on the telephone, in one short sentence."}


def _asking(text: str) -> Messages:
    return [_SYSTEM, {"role": "user", "content": text}]


_QUESTION = _asking("What is the capital of France?")
_ODD = _asking("naïve café 👍 大小は? \x00 {name} <b>")
_LONG: Messages = [
    _SYSTEM,
    *(
        {"role": role, "content": f"This is sentence number {n}."}
        for n in range(40)
        for role in ("user", "assistant")
    ),
    {"role": "user", "content": "What did I say first?"},
]


class LlmProbe(Probe):
    """An LLM and the way to ask it."""

    def __init__(self, engine: Any, **options: Any) -> None:
        super().__init__("llm", engine, **options)

    async def answer(self, messages: Messages, longer: int = 1) -> list[str]:
        """Return the pieces of an answer; anything but text is a broken contract."""
        return await self.executor.wait(
            lambda: self.stream(copy.deepcopy(messages)), deadline_ms=self.deadline_ms * longer
        )

    async def stream(self, messages: Messages) -> list[str]:
        """Return the pieces of an answer to these very messages."""
        stream = self.engine.stream(messages)
        otherwise = f"stream() gives {type(stream).__name__}; expected an asynchronous generator"
        expect_no_coroutine(stream, otherwise)
        expect(hasattr(stream, "__aiter__"), otherwise)
        pieces = []
        async for piece in stream:
            expect(isinstance(piece, str), f"streams {type(piece).__name__}; expected str")
            pieces.append(piece)
        return pieces


async def _answers(probe: LlmProbe) -> None:
    expect(bool("".join(await probe.answer(_QUESTION)).strip()), "answers a question with nothing")


async def _odd(probe: LlmProbe) -> None:
    await probe.answer(_ODD)
    await probe.answer([_SYSTEM])
    await probe.answer(_LONG, HUGE)


async def _input(probe: LlmProbe) -> None:
    messages = copy.deepcopy(_QUESTION)
    await probe.stream(messages)
    expect(messages == _QUESTION, "changes the messages it is given")


async def _left_early(probe: LlmProbe) -> None:
    stream = probe.engine.stream(copy.deepcopy(_QUESTION))
    expect(
        hasattr(stream, "aclose"),
        "stream() cannot be closed: callers interrupt; make it an asynchronous generator",
    )
    await anext(stream, "")
    await stream.aclose()
    await probe.answer(_QUESTION)


async def _together(probe: LlmProbe) -> None:
    await from_several_threads(
        probe, lambda n: probe.answer((_QUESTION, _ODD, _LONG)[n]), lambda a, b: bool(a) == bool(b)
    )


async def _once(probe: LlmProbe) -> None:
    await probe.answer(_QUESTION)


def _steps(probe: LlmProbe) -> list[Step[LlmProbe]]:
    # What leaves this machine may cost money: ask only what is worth it.
    local = probe.info.local
    return [
        ("streams the text of an answer", _answers),
        *only_if(local, ("answers odd and long messages", _odd)),
        ("leaves the messages unchanged", _input),
        ("can be interrupted", _left_early),
        *only_if(local, ("serves several calls", _together)),
        *only_if(local, cancellable(_once)),
        off_the_loop(_once),
        *only_if(local, forgetful(_once)),
    ]


KIT = Kit(LlmProbe, _steps)


def check(engine: Any, **options: Any) -> Report:
    """Hold an LLM to its contract.

    Args:
        engine: The engine.
        options: ``deadline_ms``: for one answer.
    """
    return KIT.check(engine, **options)
