"""What follows from the answers of a newcomer."""

from __future__ import annotations

import pytest
import yaml

from voice_agent.core.errors import ConfigError
from voice_agent.project.answers import Answers, default_greeting, defaults


@pytest.mark.parametrize(
    ("task", "intent"),
    [
        ("book a table", "book_a_table"),
        ("Book a Table!", "book_a_table"),
        ("goodbye", "goodbye_task"),
        ("réserver", "reserver"),
        ("予約", "task"),
    ],
)
def test_the_task_names_an_intent(task: str, intent: str) -> None:
    assert Answers(task=task).intent == intent


@pytest.mark.parametrize(
    ("task", "language", "books"),
    [
        ("book a table", "en", True),
        ("Schedule a viewing", "en", True),
        ("order flowers", "en", False),
        ("look at my bookings page", "en", False),
        ("reservar mesa", "es", True),
        ("pedir flores", "es", False),
    ],
)
def test_a_task_that_takes_a_day_is_asked_for_by_the_day_too(
    task: str, language: str, books: bool
) -> None:
    assert bool(Answers(task=task, language=language).booking) is books


@pytest.mark.parametrize("task", ["adiós", "Gracias", "pregunta"])
def test_a_task_is_not_called_like_an_intent_of_its_language(task: str) -> None:
    assert Answers(task=task, language="es").intent.endswith("_task")


def test_each_language_has_defaults() -> None:
    assert defaults("en") == Answers()
    assert defaults("es").intent == "pedir_cita"
    assert default_greeting("Café Gil", "es") == "Café Gil, buenos días. ¿En qué puedo ayudarle?"


def test_marks_of_phrases_do_not_come_through_a_task() -> None:
    assert Answers(task="book [a] {table} <now>.").phrase == "book a table now"


def test_every_text_is_one_yaml_scalar() -> None:
    fields = Answers(name='Joe\'s "Diner": #1', greeting="Hi: what?", task="a: b # c").fields()
    for name in ("name", "greeting", "task"):
        assert isinstance(yaml.safe_load(f'key: "{fields[name]}"')["key"], str)
    assert yaml.safe_load(f'key: "{fields["name"]}"')["key"] == 'Joe\'s "Diner": #1'


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"name": " "}, "name: ' ' has no letter"),
        ({"task": "?!"}, "task: '?!' has no letter"),
        ({"handoff": "555 0100"}, "hand-off: '555 0100' is no URL"),
        ({"language": "fr"}, "language: no new project can be made in 'fr'; there are en, es"),
    ],
)
def test_what_cannot_be_used_is_refused(given: dict[str, str], problem: str) -> None:
    with pytest.raises(ConfigError, match="^" + problem.replace("?", r"\?")):
        Answers(**given)


def test_a_url_for_hand_offs_goes_into_the_pipeline_file() -> None:
    assert "handoff" not in Answers().fields()["handoff"]
    made = yaml.safe_load(Answers(handoff="https://a.example/x").fields()["handoff"])
    assert made == {"handoff": {"webhook": "https://a.example/x"}}
