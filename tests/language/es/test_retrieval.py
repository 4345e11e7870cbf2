from __future__ import annotations

from voice_agent.language.es.retrieval import asks, opens_question, particulars, questions, terms


def test_forms_of_a_word_are_one_term() -> None:
    assert terms("¿Cuándo abren?") == terms("abrir") == terms("abre") == ["abr"]
    assert terms("los precios") == terms("el precio")
    assert terms("¿Qué es eso?") == []


def test_what_is_ruled_out_and_the_numbers() -> None:
    found = particulars("algo sin lactosa por menos de tres euros")
    assert set(terms("lactosa")) <= found.ruled_out
    assert found.numbers == {3}
    assert particulars("una pregunta").numbers == frozenset()


def test_two_questions_are_two() -> None:
    text = "¿A qué hora abren? ¿Y cuánto cuesta un café?"
    assert len(questions(text)) == 2
    assert len(questions("cuándo abren y cuánto cuesta un café")) == 2
    assert questions("cuánto cuesta un café con leche y azúcar") == [
        "cuánto cuesta un café con leche y azúcar"
    ]
    assert questions("") == [""]


def test_a_sentence_that_tells_stays_with_the_question() -> None:
    text = "Soy celíaca. ¿Qué puedo comer? ¿Cuánto cuesta eso?"
    assert questions(text)[0] == "Soy celíaca. ¿Qué puedo comer?"


def test_what_asks() -> None:
    assert asks("quisiera saber el precio")
    assert not asks("un café")
    assert opens_question("¿hasta qué hora abren?")
    assert not opens_question("un café")
