"""The questions of ``init``."""

from __future__ import annotations

from voice_agent.project.answers import Answers
from voice_agent.project.ask import ask, asked


def answering(said: dict[str, str]) -> tuple[list[str], object]:
    questions: list[str] = []

    def prompt(question: str, default: str) -> str:
        questions.append(question)
        return next((text for key, text in said.items() if key in question), default)

    return questions, prompt


def test_five_questions_where_there_are_several_languages() -> None:
    questions, prompt = answering({"Name": "Petal ", "done first": "order roses", "Language": "de"})
    made = asked(prompt, ("de", "en"))  # type: ignore[arg-type]
    assert len(questions) == 5
    assert made == Answers(
        "Petal", "order roses", "de", "Petal, good day. What can I do for you?", ""
    )


def test_one_language_is_not_asked_for() -> None:
    questions, prompt = answering({})
    assert asked(prompt, ("en",)).language == "en"  # type: ignore[arg-type]
    assert len(questions) == 4


def test_yes_asks_nothing() -> None:
    questions, prompt = answering({})
    assert ask(yes=True, prompt=prompt) == Answers()  # type: ignore[arg-type]
    assert questions == []
