"""The questions of ``init``."""

from __future__ import annotations

import pytest

from voice_agent.core.errors import ConfigError
from voice_agent.project.answers import Answers, defaults
from voice_agent.project.ask import Ask, ask, asked


def answering(said: dict[str, str]) -> tuple[list[str], Ask]:
    questions: list[str] = []

    def prompt(question: str, default: str) -> str:
        questions.append(question)
        return next((text for key, text in said.items() if key in question), default)

    return questions, prompt


def test_five_questions() -> None:
    questions, prompt = answering({"Name": "Petal ", "done first": "order roses"})
    made = asked(prompt)
    assert len(questions) == 5
    assert made == Answers(
        "Petal", "order roses", "en", "Petal, good day. What can I do for you?", ""
    )


def test_the_language_comes_first_and_the_others_are_asked_in_it() -> None:
    questions, prompt = answering({"Language": " ES ", "Nombre": "Café Gil"})
    made = asked(prompt)
    assert questions[0] == "Language (en, es)"
    assert made == Answers(
        "Café Gil", "pedir cita", "es", "Café Gil, buenos días. ¿En qué puedo ayudarle?", ""
    )


def test_a_language_that_is_given_is_not_asked_for() -> None:
    questions, prompt = answering({})
    assert ask(language="es", prompt=prompt).language == "es"
    assert len(questions) == 4


def test_an_unknown_language_is_refused_at_once() -> None:
    questions, prompt = answering({"Language": "Spanish"})
    with pytest.raises(ConfigError, match="'spanish'; there are en, es"):
        asked(prompt)
    assert len(questions) == 1


@pytest.mark.parametrize(("language", "made"), [("", Answers()), ("es", defaults("es"))])
def test_yes_asks_nothing(language: str, made: Answers) -> None:
    questions, prompt = answering({})
    assert ask(language=language, yes=True, prompt=prompt) == made
    assert questions == []
