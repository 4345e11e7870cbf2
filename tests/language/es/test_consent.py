from __future__ import annotations

import pytest

from voice_agent.language.es.consent import confirmation

QUESTION = "¿Quiere que cancele su pedido?"


@pytest.mark.parametrize(
    "text",
    [
        "Sí.",
        "si",
        "sí, por favor",
        "claro que sí",
        "vale, gracias",
        "de acuerdo",
        "eso es",
        "okay",
        "sí, sí, correcto",
        "perfecto, adelante",
        "no hay problema, sí",
        "¿cómo no?",
        "estoy de acuerdo",
        "sí, me viene bien",
        "efectivamente",
        "eso mismo",
        "me parece perfecto",
        "Hazlo.",
    ],
)
def test_a_yes(text: str) -> None:
    assert confirmation(text, "inform") == "yes"


@pytest.mark.parametrize(
    "text",
    [
        "No.",
        "no, gracias",
        "sí, pero no",
        "cancélalo",
        "ni hablar",
        "mejor no",
        "sí, cancélalo",
        "nunca",
        "eso está mal",
        "déjelo",
        "de ninguna manera",
        "no me viene bien",
        "no estoy de acuerdo",
    ],
)
def test_a_no(text: str) -> None:
    assert confirmation(text, "inform") == "no"


@pytest.mark.parametrize(
    "text",
    [
        "quizá",
        "creo que sí",
        "no sé",
        "no estoy segura",
        "depende",
        "si es gratis, sí",
        "¿sí?",
        "¿cuánto cuesta?",
        "sí, pero para mañana",
        "supongo que vale",
        "por qué no",
        "me viene bien, pero a las ocho",
        "sí, hombre",
    ],
)
def test_a_doubt(text: str) -> None:
    assert confirmation(text, "inform") == "doubt"


@pytest.mark.parametrize("text", ["espera", "un momento, por favor", "sí, espere un segundo"])
def test_a_wait(text: str) -> None:
    assert confirmation(text, "inform") == "wait"


@pytest.mark.parametrize("text", ["", "x", "un café con leche", "eh"])
def test_no_answer(text: str) -> None:
    assert confirmation(text, "inform") == "unclear"


def test_cancelling_is_a_yes_where_it_was_asked() -> None:
    assert confirmation("Sí, cancélalo", "inform", calls_off=True, question=QUESTION) == "yes"
    assert confirmation("sí, cancele mi pedido", "inform", calls_off=True) == "doubt"
    said = confirmation("sí, cancele mi pedido", "inform", calls_off=True, question=QUESTION)
    assert said == "yes"


def test_the_verb_of_the_question_is_a_yes() -> None:
    assert confirmation("mándalo", "inform", question="¿Lo mando a casa?") == "yes"
    assert confirmation("mándalo", "inform", question="¿Lo recoge aquí?") == "unclear"


def test_a_denial_of_the_model_outweighs_the_text() -> None:
    assert confirmation("sí", "deny") == "doubt"
    assert confirmation("bueno", "deny") == "no"
    assert confirmation("bueno", "affirm") == "unclear"
