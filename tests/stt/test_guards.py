from __future__ import annotations

import pytest

from voice_agent.language import en
from voice_agent.stt.guards import is_invented, is_looping


@pytest.mark.parametrize(
    "text",
    [
        "Can I get an eight ounce diced coffee can I get an eight ounce diced coffee can I get",
        "make me a triple shot, make me a triple shot,",
        "no no no no no no",
        "4 4 no 4 4 no",
        "no 4 4 no 4 4",
    ],
)
def test_loops_are_seen(text: str) -> None:
    assert is_looping(text, en)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no no no",
        "it is four four four four four four",
        "4 4 2 1 4 4 2 1",
        "zero one two three zero one two three",
        "with a lot of sugar and a lot of cream",
        "yes yes I want to send money, send money to Anna",
    ],
)
def test_what_people_say_is_not_a_loop(text: str) -> None:
    assert not is_looping(text, en)


def test_speech_is_believed() -> None:
    assert not is_invented("Thank you.", no_speech=0.05, logprob=-0.2, language=en)
    assert not is_invented("you", no_speech=0.2, logprob=-0.3, language=en)
    assert not is_invented("What's my balance?", no_speech=0.2, logprob=-1.1, language=en)
    assert not is_invented("4", no_speech=0.6, logprob=-0.9, language=en)


def test_words_over_noise_are_not() -> None:
    assert is_invented("I'd like a latte.", no_speech=0.8, logprob=-0.1, language=en)


def test_what_subtitles_say_is_doubted_sooner() -> None:
    assert is_invented("Thanks for watching!", no_speech=0.1, logprob=-0.9, language=en)
    assert is_invented(" YOU ", no_speech=0.5, logprob=-0.1, language=en)


def test_a_model_that_is_merely_guessing_is_not_believed() -> None:
    assert is_invented("florid unions marbling", no_speech=0.1, logprob=-2.0, language=en)


def test_a_prompts_number_over_noise_is_not_believed_and_a_weak_digit_is() -> None:
    assert is_invented("The number is 9 0 2 1 0.", no_speech=0.44, logprob=-1.4, language=en)
    assert not is_invented("Six.", no_speech=0.44, logprob=-0.9, language=en)


@pytest.mark.parametrize("text", ["", " ", "...", "?!", "♪♪"])
def test_text_without_words_is_nothing(text: str) -> None:
    assert is_invented(text, no_speech=0.0, logprob=0.0, language=en)
