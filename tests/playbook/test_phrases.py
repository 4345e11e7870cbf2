from __future__ import annotations

from random import Random

import pytest

from voice_agent.core.errors import ConfigError
from voice_agent.playbook.phrases import (
    first_words,
    from_spans,
    intents_by_phrase,
    normalised,
    parse_phrase,
    unbalanced,
    usual_words,
    variants,
    with_names,
)
from voice_agent.training.data.duplicates import text_of


def make(entity: str, rng: Random) -> str:
    return {"amount": "ten dollars", "payee": "Ann"}[entity]


def spoken(line: str, **kwargs: float) -> tuple[str, list[tuple[str, str]]]:
    said = parse_phrase(line, ("amount", "payee")).realise(Random(1), make, **kwargs)
    return said.text, [(said.text[start:end], entity) for start, end, entity in said.spans]


def test_marks_and_gaps_become_spans() -> None:
    text, spans = spoken("send [fifty bucks](amount) to {payee} now")

    assert text == "send fifty bucks to Ann now"
    assert spans == [("fifty bucks", "amount"), ("Ann", "payee")]


def test_swapping_replaces_marked_words() -> None:
    assert spoken("[fifty](amount) please", swap=1.0)[1] == [("ten dollars", "amount")]


def test_choices_leave_no_double_blanks_and_move_spans() -> None:
    for _ in range(5):
        text, spans = spoken("<|> <can you|> send  {amount}<|> ")
        assert "  " not in text
        assert text == text.strip()
        assert spans == [("ten dollars", "amount")]


def test_an_unknown_entity_is_named() -> None:
    with pytest.raises(ConfigError, match=r"no entity 'sum'; known: amount"):
        parse_phrase("send {sum}", ("amount",))


def test_details_stand_for_their_entity() -> None:
    phrase = parse_phrase("{card} please", ("account",), {"card": "account"})

    assert phrase.entities == {"account"}


def test_from_spans_keeps_text_and_drops_overlaps() -> None:
    phrase = from_spans("pay Ann ten", [(4, 7, "payee"), (4, 11, "amount"), (8, 11, "amount")])
    said = phrase.realise(Random(1), make)

    assert said.text == "pay Ann ten"
    assert said.spans == ((4, 7, "payee"), (8, 11, "amount"))


def test_texts_that_differ_only_in_case_and_punctuation_are_the_same() -> None:
    assert normalised("What's my  Balance?") == normalised("whats my balance")
    assert normalised("my balance") != normalised("the balance")
    assert text_of(parse_phrase("<a|b> c", ())) is None
    assert text_of(parse_phrase("send {amount}", ("amount",))) is None


def test_a_sentence_is_found_among_phrases_whatever_its_values_are() -> None:
    found = intents_by_phrase({"pay": ["Pay {payee}, please", "send it"], "send": ["send it"]})
    assert found == {"pay payee please": "pay"}
    assert with_names("pay Tom please.", [(4, 7, "payee")]) in found


def test_a_phrase_with_a_choice_is_none_to_look_up() -> None:
    assert intents_by_phrase({"pay": ["<pay|give> {payee}"]}) == {}


def test_choices_make_sentences() -> None:
    assert variants("<can|could> I <pay|<send|give>> {amount}") == [
        "can I pay {amount}",
        "can I send {amount}",
        "can I give {amount}",
        "could I pay {amount}",
        "could I send {amount}",
        "could I give {amount}",
    ]
    assert variants("bye") == ["bye"]
    assert len(variants("<a|b><a|b><a|b>", most=5)) == 5
    assert [unbalanced(one) for one in ("<a|<b|c>> {d}", "[a](b", "a>")] == ["", "[", ">"]


def test_a_word_that_several_phrases_have_is_usual() -> None:
    phrases = {"a": ["one [two](number)", "One three", "two"], "b": ["one {two}"]}
    assert usual_words(phrases) == {"one", "two"}


def test_an_intent_is_asked_for_with_its_own_first_words_and_with_those_of_many() -> None:
    def orders(text: str) -> list[str]:
        return [text.removeprefix("please ")] if text.startswith("please ") else []

    phrases = {
        **{str(n): [f"please give me {n}", f"please take {n}"] for n in range(4)},
        "pay": ["please [give](verb) it", "please pay", "a bill"],
        "told": ["I paid"],
    }
    found = first_words(phrases, orders)
    assert found["0"] == {"give", "take"}
    assert found["pay"] == {"give", "pay"}
    assert found["told"] == frozenset()
