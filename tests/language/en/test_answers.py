from __future__ import annotations

import pytest

from voice_agent.language.en.answers import calls_off, is_spelled
from voice_agent.language.specs import EntitySpec


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("I can stop your last transfer, as it has not left yet. Shall I do that?", True),
        ("You want me to cancel your next appointment. Is that right?", True),
        ("You want to send {amount} to {payee}. Is that right?", False),
        ("I will send {amount}, and you can cancel it later. Shall I do that?", False),
        ("Shall I send {amount}, or shall I cancel?", False),
        ("", False),
    ],
)
def test_which_questions_are_about_nothing_but_cancelling(question: str, expected: bool) -> None:
    assert calls_off(question) is expected


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("name", "s as in sugar m i t h", True),
        ("name", "my name is smith s m i t h", True),
        ("name", "I want to send it to a friend of mine", False),
        ("name", "o k", False),
        ("postcode", "whiskey two kilo nine golf echo", True),
        ("digits", "forty four seventy seven double two", True),
        ("digits", "oh oh no", False),
        ("email", "j dot s m i t h at gmail dot com", True),
        ("money", "one two three four", False),
        ("name", " ".join("a" * 31), False),
    ],
)
def test_what_is_spelled(kind: str, text: str, expected: bool) -> None:
    assert is_spelled(EntitySpec.model_validate({"kind": kind}), text) is expected


@pytest.mark.parametrize(
    "proposal",
    ["I can", "I will", "I'll", "I shall", "shall I", "should I", "you want to", "you want me to",
     "I can now", "SHALL I NOW"],
)  # fmt: skip
def test_how_a_question_proposes_something(proposal: str) -> None:
    assert calls_off(f"So {proposal} cancel it, right?")
    assert calls_off(f"{proposal} Stop it, and shall I do that?")
    assert not calls_off(f"{proposal} send it, right?")
    assert not calls_off(f"{proposal} cancel it, and I can send it.")


def test_a_question_that_only_asks_to_do_it_cancels_nothing() -> None:
    assert not calls_off("Shall I do that?")
    assert not calls_off("You may cancel it.")


@pytest.mark.parametrize("kind", ["name", "postcode", "email", "digits", "phone"])
def test_which_kinds_are_spelled(kind: str) -> None:
    spec = EntitySpec.model_validate({"kind": kind})
    assert is_spelled(spec, "a b c")
    assert not is_spelled(spec, "a b"), "two are no spelling yet"
    assert not is_spelled(spec, "my name is a b c"), "half of it is not most of it"
    assert is_spelled(spec, "name is a b c")


@pytest.mark.parametrize(
    "text",
    ["nineteen twenty one", "forty double two", "triple two treble", "alpha bravo charlie",
     "1 22 333", "a, b! c", "zero oh nine", "thirteen eleven twelve"],
)  # fmt: skip
def test_digits_and_code_words_are_spelling(text: str) -> None:
    assert is_spelled(EntitySpec(kind="name"), text)


@pytest.mark.parametrize("sign", ["at", "dot", "dash", "hyphen", "underscore", "plus"])
def test_signs_are_spelling_in_an_address_only(sign: str) -> None:
    text = f"jo {sign} {sign} smith {sign} mail"
    assert not is_spelled(EntitySpec(kind="email"), text)
    assert is_spelled(EntitySpec(kind="email"), f"{text} {sign} b")
    assert not is_spelled(EntitySpec(kind="name"), f"{text} {sign} b")


def test_thirty_words_may_be_spelled_and_no_more() -> None:
    name = EntitySpec(kind="name")
    assert is_spelled(name, " ".join("a" * 30))
    assert not is_spelled(name, " ".join("a" * 31))


def test_an_explained_letter_is_spelled_as_a_whole() -> None:
    name = EntitySpec(kind="name")
    assert is_spelled(name, "s as in sugar and ten")
    assert is_spelled(name, "well then s as in sugar")
    assert not is_spelled(name, "well then so now s as in sugar")
