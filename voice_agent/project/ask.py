"""The five questions of ``voice-agent init``."""

from __future__ import annotations

from collections.abc import Callable

import typer

from voice_agent.project.answers import Answers, default_greeting, defaults
from voice_agent.project.wording import project_languages, wording

Ask = Callable[[str, str], str]
"""Question, default -> answer."""


def ask(*, language: str = "", yes: bool = False, prompt: Ask | None = None) -> Answers:
    """Ask for what the files need.

    Args:
        language: Language of the project, which is then not asked for.
        yes: True to ask nothing and take the defaults.
        prompt: Asks a question; by default in the terminal.

    Raises:
        ConfigError: An answer cannot be used.
    """
    if yes:
        return defaults(language or "en")
    return asked(prompt or _prompt, language)


def asked(prompt: Ask, language: str = "") -> Answers:
    """Ask each question in the language of the project, which is the first of them."""
    language = (
        language or prompt(f"Language ({', '.join(project_languages())})", "en").strip().lower()
    )
    words = wording(language)
    name = prompt(words.ask_name, words.name).strip()
    task = prompt(words.ask_task, words.task).strip()
    greeting = prompt(words.ask_greeting, default_greeting(name, language)).strip()
    handoff = prompt(words.ask_handoff, "").strip()
    return Answers(name, task, language, greeting, handoff)


def _prompt(question: str, default: str) -> str:
    answer: str = typer.prompt(question, default=default, show_default=bool(default))
    return answer
