"""The five questions of ``voice-agent init``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import typer

from voice_agent.language.loading import languages
from voice_agent.project.answers import Answers, default_greeting

Ask = Callable[[str, str], str]
"""Question, default -> answer."""


def ask(*, yes: bool = False, prompt: Ask | None = None) -> Answers:
    """Ask for what the files need.

    Args:
        yes: True to ask nothing and take the defaults.
        prompt: Asks a question; by default in the terminal.

    Raises:
        ConfigError: An answer cannot be used.
    """
    if yes:
        return Answers()
    return asked(prompt or _prompt, languages())


def asked(prompt: Ask, known: Sequence[str]) -> Answers:
    """Ask each question; that of the language only if there is more than one."""
    usual = Answers()
    name = prompt("Name of the business", usual.name).strip()
    task = prompt("What callers want done first, as in 'I would like to ...'", usual.task)
    language = usual.language
    if len(known) > 1:
        language = prompt(f"Language ({', '.join(known)})", language)
    greeting = prompt("How the agent answers the telephone", default_greeting(name))
    handoff = prompt("URL that is told of calls which need a person (empty for none)", "")
    return Answers(name, task.strip(), language, greeting.strip(), handoff.strip())


def _prompt(question: str, default: str) -> str:
    answer: str = typer.prompt(question, default=default, show_default=bool(default))
    return answer
