from __future__ import annotations

import pytest

from voice_agent.language.en.answers import calls_off, confirmation, is_spelled, wants_to_leave
from voice_agent.playbook.schema import EntitySpec


@pytest.mark.parametrize(
    ("text", "act", "expected"),
    [
        ("yes", "inform", "yes"),
        ("Yeah that's right", "inform", "yes"),
        ("mm-hm", "affirm", "yes"),
        ("no", "inform", "no"),
        ("yes no wait", "affirm", "no"),
        ("that's not right", "affirm", "no"),
        ("don't do it", "affirm", "no"),
        ("yes no problem", "affirm", "yes"),
        ("cancel it", "inform", "no"),
        ("yes please cancel it", "affirm", "no"),
        ("purple", "inform", "unclear"),
        ("uh-uh", "deny", "no"),
    ],
)
def test_confirmation(text: str, act: str, expected: str) -> None:
    assert confirmation(text, act) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yes please cancel it", "yes"),
        ("Yes, cancel the transfer.", "yes"),
        ("okay go ahead and cancel that", "yes"),
        ("yes stop it", "yes"),
        ("yes", "yes"),
        ("no", "no"),
        ("no don't cancel it", "no"),
        ("yes don't cancel it", "no"),
        ("cancel", "no"),
        ("cancel it yes", "no"),
        ("yes stop", "no"),
        ("yes I did not want to cancel", "no"),
        ("yes cancel it no wait", "no"),
        ("yes cancel it but not today", "no"),
        ("yes cancel the call, leave it", "no"),
        ("purple", "unclear"),
    ],
)
def test_confirmation_that_something_is_to_be_cancelled(text: str, expected: str) -> None:
    assert confirmation(text, "inform", calls_off=True) == expected


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
    "word",
    ["yes", "yeah", "yep", "yup", "ya", "correct", "that's right", "thats right", "right", "sure",
     "ok", "okay", "confirm", "confirmed", "go ahead", "please do", "do it", "absolutely",
     "of course", "exactly", "fine", "sounds good", "perfect"],
)  # fmt: skip
def test_every_word_for_yes_and_no_part_of_one(word: str) -> None:
    assert confirmation(word, "inform") == "yes"
    assert confirmation(f"Um, {word.upper()}.", "inform") == "yes"
    if " " not in word:
        assert confirmation(f"un{word}", "inform") == "unclear"
        assert confirmation(f"{word}ish", "inform") == "unclear"


@pytest.mark.parametrize(
    "word",
    ["no", "nope", "nah", "not right", "not correct", "wrong", "incorrect", "don't", "dont",
     "do not", "cancel", "stop", "forget it", "never mind", "nevermind", "hold on"],
)  # fmt: skip
def test_every_word_for_no_outweighs_a_yes(word: str) -> None:
    assert confirmation(word, "inform") == "no"
    assert confirmation(f"Yes, {word.upper()}, yes.", "affirm") == "no"
    if " " not in word:
        assert confirmation(f"x{word}", "inform") == "unclear"
        assert confirmation(f"{word}y", "inform") == "unclear"


def test_no_problem_and_no_worries_are_a_yes() -> None:
    assert confirmation("No problem", "inform") == "yes"
    assert confirmation("no WORRIES", "inform") == "yes"
    assert confirmation("no problems at all", "inform") == "no"


def test_an_act_decides_where_the_text_does_not() -> None:
    assert confirmation("mm", "affirm") == "yes"
    assert confirmation("mm", "deny") == "no"
    assert confirmation("mm", "request") == "unclear"
    assert confirmation("yes", "deny") == "yes"


@pytest.mark.parametrize(
    "text",
    ["cancel", "forget it", "forget that", "forget about it", "never mind", "nevermind",
     "leave it", "drop it", "stop that"],
)  # fmt: skip
def test_every_way_to_leave_a_task(text: str) -> None:
    assert wants_to_leave(text)
    assert wants_to_leave(f"Oh, {text.upper()} please")
    assert not wants_to_leave(f"x{text}x")


@pytest.mark.parametrize("text", ["", "stop", "forget", "leave", "drop the price", "no"])
def test_what_leaves_no_task(text: str) -> None:
    assert not wants_to_leave(text)


@pytest.mark.parametrize(
    "courtesy",
    ["please", "and", "just", "now", "you can", "can you", "could you", "I want you to",
     "I want to", "I would like to", "I would like you to", "I'd like to", "I'd like you to",
     "id like to", "okay", "and just", ","],
)  # fmt: skip
def test_between_a_yes_and_what_is_cancelled_stands_courtesy(courtesy: str) -> None:
    assert confirmation(f"Yes {courtesy} cancel it", "inform", calls_off=True) == "yes"
    assert confirmation(f"Yes {courtesy} not cancel it", "inform", calls_off=True) == "no"


@pytest.mark.parametrize("what", ["it", "this", "that", "the transfer", "my transfer"])
def test_what_may_be_stopped(what: str) -> None:
    assert confirmation(f"yes stop {what}", "inform", calls_off=True) == "yes"
    assert confirmation("yes stop now", "inform", calls_off=True) == "no"


@pytest.mark.parametrize(
    "doubt", ["but", "wait", "actually", "instead", "rather", "except", "unless", "if"]
)
def test_a_second_thought_cancels_nothing(doubt: str) -> None:
    assert confirmation(f"yes cancel it {doubt} it costs", "inform", calls_off=True) == "no"
    assert confirmation(f"yes cancel it {doubt.upper()}", "inform", calls_off=True) == "no"
    assert confirmation(f"yes cancel it x{doubt}", "inform", calls_off=True) == "yes"


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
