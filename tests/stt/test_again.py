"""Answers that are heard again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import numpy as np
import pytest
from fakes import TODAY

from voice_agent.core.turn import Evidence
from voice_agent.language import EntitySpec, en, es
from voice_agent.stt.again import Again
from voice_agent.stt.ears.head import Ears
from voice_agent.stt.ears.symbols import NUMBER_OF, SYMBOLS
from voice_agent.stt.expected import Expected, Hypothesis, Kind
from voice_agent.stt.network.contract import Decoded, Decoder

TEXTS = ["4 4 7 8", "4 4 7 7", "9 0 2 1", "J A N", "what"]
PIN = Expected("value", TODAY, EntitySpec(kind="digits", min_length=4, max_length=4))
ENCODED = np.zeros((100, 8), np.float32)


class Beams:
    """Stands for a decoder with beams; texts are their places in ``TEXTS``."""

    def __init__(self, *answers: Sequence[tuple[int, float]]) -> None:
        self.answers, self.prompts = list(answers), list[list[int]]()

    def decode(
        self, encoded: np.ndarray, prompt: Sequence[int], at_most: int, draft: Sequence[int] = ()
    ) -> Decoded:
        self.prompts.append([*prompt])
        (first, logprob), *others = self.answers.pop(0)
        return Decoded(
            (first,), logprob, 0.0, tuple((one,) for one, _ in others), tuple(p for _, p in others)
        )


class Head:
    """Stands for the second ear; hears the digits 4 4 7 7."""

    def __init__(self) -> None:
        self.frames = 0

    def listen(self, states: np.ndarray) -> np.ndarray:
        self.frames = len(states)
        rows = np.full((16, len(SYMBOLS)), -9.0, np.float32)
        rows[:, 0] = -0.001
        for at, symbol in enumerate(("four", "four", "seven", "seven")):
            rows[4 * at + 1, 0] = -9.0
            rows[4 * at + 1, NUMBER_OF[symbol]] = -0.001
        return rows


def again(beams: Beams | None, head: Head | None = None) -> Again:
    return Again(
        en,
        lambda ids: TEXTS[ids[0]],
        lambda text: [ord(one) for one in text],
        beams=cast("Decoder | None", beams),
        ears=cast("Ears | None", head),
    )


def hear(hearing: Again, first: str = "4 4 7 8", prompt: str = "") -> str:
    prompts: list[tuple[str, list[int]]] = [(prompt, [7]), ("", [8])] if prompt else [("", [8])]
    return hearing.hear(PIN, ENCODED, 16_000, prompts, 20, Hypothesis(first, -3.0)).text


def test_hypotheses_of_one_value_outweigh_the_first() -> None:
    assert hear(again(Beams([(1, -0.2), (0, -1.4)]))) == "4 4 7 7"
    assert hear(again(None)) == "4 4 7 8"


def test_the_second_ear_hears_the_utterance_and_a_little_more() -> None:
    head = Head()
    assert hear(again(None, head)) == "4 4 7 7"
    assert head.frames == 60


def test_what_the_prompt_says_is_heard_without_it() -> None:
    beams = Beams([(2, -0.1)], [(1, -0.5), (2, -2.0)])
    assert hear(again(beams), first="9 0 2 1", prompt="The number is 9 0 2 1.") == "4 4 7 7"
    assert beams.prompts == [[7], [8]]


def test_a_number_of_the_prompt_may_be_said_as_well() -> None:
    beams = Beams([(2, -0.1)], [(2, -0.1), (1, -4.0)])
    assert hear(again(beams), first="9 0 2 1", prompt="The number is 9 0 2 1.") == "9 0 2 1"


def test_warms_both_up() -> None:
    beams, head = Beams([(0, -1.0)]), Head()
    again(beams, head).warm(ENCODED, [8])
    assert (beams.prompts, head.frames) == ([[8]], 100)


class Judging(Beams):
    """Finds "4 4 7 8." unlikely, and writes "9 0 2 1" without the prompt."""

    def judge(
        self, encoded: np.ndarray, prompt: Sequence[int], texts: Sequence[Sequence[int]]
    ) -> list[float]:
        self.prompts.append([*prompt])
        return [-9.0 if "8" in "".join(map(chr, text)) else -1.0 for text in texts]


def test_the_recogniser_judges_what_the_second_ear_proposes() -> None:
    judge, head = Judging([(2, -0.5)]), Head()
    hearing = replace(again(None, head), judge=judge, decoder=cast(Decoder, judge))
    assert hear(hearing, prompt="The number is 9 0 2 1.") == "4 4 7 7"
    assert judge.prompts == [[8]]  # Without the prompt.


def test_what_is_not_dictated_is_written_anew_without_the_prompt() -> None:
    judge = Judging([(2, -0.5)])
    silent = cast("Ears", Silent())
    hearing = replace(again(None), ears=silent, judge=judge, decoder=cast(Decoder, judge))
    # The second ear heard no digits at all.
    assert hear(hearing, first="what is it", prompt="The number is") == "what is it"
    assert judge.prompts == [[8], [8]]


class Silent:
    """A second ear that hears nothing."""

    def listen(self, states: np.ndarray) -> np.ndarray:
        rows = np.full((16, len(SYMBOLS)), -9.0, np.float32)
        rows[:, 0] = -0.001
        return rows


CONSENT = Expected("consent", TODAY, question="Shall I send it?")


class Answering(Beams):
    """Writes "Yes." where it knows the question, and finds "Bye." likelier where it does not."""

    def judge(
        self, encoded: np.ndarray, prompt: Sequence[int], texts: Sequence[Sequence[int]]
    ) -> list[float]:
        self.prompts.append([*prompt])
        written = ["".join(map(chr, text)).strip() for text in texts]
        assert written.count("Yes.") == 1
        return [{"Bye.": -0.3, "Yes.": -4.0}.get(text, -9.0) for text in written]


def test_a_yes_is_heard_again_without_the_question() -> None:
    beams = Answering([(0, -1.0)])
    hearing = replace(again(beams, cast("Head", Silent())), judge=beams)
    hearing = replace(hearing, text_of=lambda ids: "Yes.")
    prompts: list[tuple[str, list[int]]] = [("Shall I send it?", [7]), ("", [8])]
    choice = hearing.hear(CONSENT, ENCODED, 16_000, prompts, 20, Hypothesis("Yes.", -1.0))
    assert (choice.text, choice.doubtful) == ("Yes.", True)
    assert beams.prompts == [[7], [8]]


def test_the_second_ear_knows_a_yes_in_english_only() -> None:
    head = Head()
    hearing = replace(again(None, head), language=es)
    first = Hypothesis("Sí.", -1.0)
    choice = hearing.hear(CONSENT, ENCODED, 16_000, [("", [8])], 20, first)
    assert (choice.text, choice.doubtful, head.frames) == ("Sí.", False, 0)


def test_an_earlier_answer_is_weighed_with_this_one() -> None:
    """The second ear hears 4 4 7 7 as clearly as before, and that was called wrong."""
    wrong = Evidence((("4477", 0.0), ("4478", -1.0)), refused=frozenset({"4477"}))
    asked = replace(PIN, earlier=(wrong,) * 3)
    hearing, first = again(None, Head()), Hypothesis("4 4 7 8", -3.0)
    assert hearing.hear(asked, ENCODED, 16_000, [("", [8])], 20, first).text == "4 4 7 8"


NAMED = Expected("consent", TODAY, EntitySpec(kind="name"), "Send it to Isla, right?")


@pytest.mark.parametrize("kind", ["consent", "any"])
def test_letters_are_weighed_as_a_name_whatever_was_asked(kind: Kind) -> None:
    hearing = again(None)
    found = hearing.weighed_by(replace(NAMED, kind=kind), "No, it's I S L A")
    assert found == replace(NAMED, kind="value")


def test_anything_else_is_weighed_as_before() -> None:
    hearing = again(None)
    assert hearing.weighed_by(PIN, "4 4 7 8") == PIN
    plain = replace(NAMED, spec=None)
    for text in ("No.", "Yes, that's right.", "4 4 1 7", "what"):
        assert hearing.weighed_by(NAMED, text) == plain
        assert hearing.weighed_by(replace(NAMED, kind="any"), text) is None
    assert hearing.weighed_by(plain, "I S L A") == plain
