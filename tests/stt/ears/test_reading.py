"""What the second ear heard, as text."""

from __future__ import annotations

import numpy as np
import pytest

from voice_agent.stt.ears.reading import Dictation
from voice_agent.stt.ears.symbols import NUMBER_OF, SYMBOLS


def scores(*said: str, pause_after: int = -1) -> np.ndarray:
    """Symbols at 200 ms each, with a long pause after one of them; "a/b" may be either."""
    rows = []
    for at, one in enumerate(said):
        row = np.full(len(SYMBOLS), -12.0, np.float32)
        options = one.split("/")
        for rank, option in enumerate(options):
            row[NUMBER_OF[option]] = np.log(0.6 if rank == 0 else 0.39) if options[1:] else -0.01
        rows.append(row)
        blank = np.full(len(SYMBOLS), -12.0, np.float32)
        blank[0] = -0.001
        rows += [blank] * (25 if at == pause_after else 4)
    return np.array(rows)


@pytest.mark.parametrize(
    ("said", "text", "characters"),
    [
        (("s", "a", "m"), "S A M", "sam"),
        (("a", "double", "n", "a"), "A N N A", "anna"),
        (("j", "o", "_", "a", "l"), "J O space A L", "joal"),
    ],
)
def test_letters(said: tuple[str, ...], text: str, characters: str) -> None:
    line = Dictation(scores(*said), "letters").lines()[0]
    assert (line.text, line.characters) == (text, characters)


def test_a_long_pause_is_a_space() -> None:
    said = ("i", "s", "l", "a", "s", "a", "n", "t", "o", "s")
    assert Dictation(scores(*said, pause_after=3), "letters").lines()[0].text == (
        "I S L A space S A N T O S"
    )
    assert "space" not in Dictation(scores(*said), "letters").lines()[0].text


def test_repeated_digits_survive_and_oh_is_a_zero() -> None:
    line = Dictation(scores("five", "five", "five", "o", "triple", "two"), "digits").lines()[0]
    assert line.characters == "5550222"
    assert line.text == "5 5 5 0 2 2 2"


def test_numbers_keep_their_words() -> None:
    line = Dictation(scores("forty", "four", "hundred"), "digits").lines()[0]
    assert line.text == "forty 4 hundred"


def test_the_second_best_comes_next() -> None:
    heard = Dictation(scores("s/f", "a", "m"), "letters")
    first, second = heard.lines()[:2]
    assert (first.characters, second.characters) == ("sam", "fam")
    sam, fam, tam = heard.logprobs(["sam", "fam", "tam"])
    assert sam == pytest.approx(first.logprob, abs=0.01)
    assert sam > fam > tam + 5


def test_what_was_not_asked_for_is_unlikely_and_not_impossible() -> None:
    assert Dictation(scores("five", "five"), "letters").lines()[0].text == "5 5"
    assert Dictation(scores("s/six", "a"), "digits").lines()[0].characters.startswith("6")


def test_short_answers() -> None:
    heard = Dictation(scores("stop"), "answer")
    assert heard.answer("stop") > heard.answer("yes") + 5
    assert heard.answer("stop") > heard.answer("") + 5
    assert Dictation(scores("yes", "yes"), "answer").answer("yes") > -2
