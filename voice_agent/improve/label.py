"""``voice-agent turns label``: a person or the LLM says what callers wanted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from voice_agent.config.load import load_pipeline
from voice_agent.config.registry import EngineContext, make_engine
from voice_agent.core.errors import ConfigError, LlmError
from voice_agent.core.turn import OUT_OF_SCOPE
from voice_agent.improve.export import HEADER
from voice_agent.improve.label_by_llm import REASONS, label_by_llm
from voice_agent.playbook.load import load_playbook
from voice_agent.playbook.schema import Playbook
from voice_agent.playbook.turn_files import LabelledTurn, read_turns, write_turns

_SHOWN = 5
_HELP = (
    "number or name of the intent, then a reason if a person is needed "
    f"({', '.join(REASONS[1:])});\no: out of scope, ?: all intents, "
    "s or Enter: skip, q: quit. Every answer is saved at once."
)


def run_label(
    path: Path,
    pipeline: str,
    *,
    by_llm: bool = False,
    ask: Callable[[str], str] = input,
    console: Console | None = None,
) -> int:
    """Label the turns of a file that have no intent yet; the file is saved after each.

    Args:
        path: The file.
        pipeline: Name or file of the pipeline, for the intents and the LLM.
        by_llm: Whether the LLM labels instead of a person at the terminal.
        ask: Shows a prompt and returns what was typed; ``KeyboardInterrupt`` and ``EOFError``
            stop the work.
        console: Where to print.

    Returns:
        How many were labelled.

    Raises:
        ConfigError: A file is wrong or cannot be written.
        LlmError: No LLM is configured, or it does not answer.
    """
    console = console or Console(highlight=False)
    config = load_pipeline(pipeline)
    playbook = load_playbook(config.playbook_folder)
    turns = read_turns(path, playbook)
    left = [i for i, turn in enumerate(turns) if not turn.intents]
    if not left:
        console.print(f"{path}: no turns without a label ({len(turns)} in all)")
        return 0
    if not by_llm:
        return _label_by_hand(path, turns, left, playbook, ask, console)
    stage = config.stages.get("llm")
    if stage is None:
        raise LlmError(f"{config.file}: no stage 'llm'", stage="llm")
    engine = make_engine("llm", stage.engine or "", stage.args, EngineContext.of(config, playbook))
    return asyncio.run(label_by_llm(path, turns, left, playbook, engine, console))


def _label_by_hand(
    path: Path,
    turns: list[LabelledTurn],
    left: Sequence[int],
    playbook: Playbook,
    ask: Callable[[str], str],
    console: Console,
) -> int:
    console.print(_HELP, markup=False)
    done = 0
    try:
        for count, index in enumerate(left):
            turn = turns[index]
            choices = _choices(turn, playbook)
            _show(console, turn, choices, f"{count + 1} of {len(left)}")
            answer = _answer(ask, choices, playbook, console)
            if answer is None:
                break
            if not answer:
                continue
            turns[index] = turn.model_copy(update={**answer, "by": "person"})
            write_turns(path, turns, HEADER)
            done += 1
    except (KeyboardInterrupt, EOFError):
        console.print()
    console.print(f"{done} labelled, {len(left) - done} left; the same command goes on with them")
    return done


def _answer(
    ask: Callable[[str], str], choices: Sequence[str], playbook: Playbook, console: Console
) -> dict[str, Any] | None:
    """Return what was typed as keys of a turn; empty to skip, ``None`` to quit."""
    while True:
        typed = ask("intent> ").strip().lower()
        if typed in ("", "s"):
            return {}
        if typed == "q":
            return None
        if typed == "?":
            for name, spec in playbook.intents.items():
                console.print(f"  [bold]{name}[/]  {escape(spec.about)}")
            continue
        try:
            return parse_answer(typed, choices, playbook)
        except ConfigError as error:
            console.print(f"[yellow]{escape(str(error))}[/]")


def parse_answer(typed: str, choices: Sequence[str], playbook: Playbook) -> dict[str, Any]:
    """Read ``3``, ``3 anger``, ``check_balance`` or the start of a name as keys of a turn.

    Raises:
        ConfigError: No intent matches, or more than one.
    """
    first, _, reason = typed.partition(" ")
    reason = reason.strip()
    if reason and reason not in REASONS:
        raise ConfigError(f"no reason '{reason}'; known: {', '.join(REASONS)}")
    if first.isdecimal():
        if not 1 <= int(first) <= len(choices):
            raise ConfigError(f"there is no number {first}")
        intent = choices[int(first) - 1]
    elif first == "o":
        intent = OUT_OF_SCOPE
    else:
        names = [*playbook.intents, OUT_OF_SCOPE]
        found = [first] if first in names else [name for name in names if first in name]
        if len(found) != 1:
            raise ConfigError(f"which one: {', '.join(found)}?" if found else f"no intent {first}")
        intent = found[0]
    return {"intent": intent, **({"escalation": reason} if reason else {})}


def _choices(turn: LabelledTurn, playbook: Playbook) -> list[str]:
    """Return the intents that the model considered, best first."""
    thought = (turn.model_extra or {}).get("thought")
    ranking = thought.get("ranking") if isinstance(thought, dict) else None
    known = (*playbook.intents, OUT_OF_SCOPE)
    names = ranking if isinstance(ranking, dict) else ()
    return [name for name in names if name in known][:_SHOWN]


def _show(console: Console, turn: LabelledTurn, choices: Sequence[str], where: str) -> None:
    console.print(f"\n[dim]{where}[/]")
    if turn.asked:
        console.print(f"  agent:  {escape(turn.asked)}")
    console.print(f"  caller: [bold]{escape(turn.say)}[/]")
    if choices:
        console.print("  " + "  ".join(f"{i}: {name}" for i, name in enumerate(choices, 1)))
