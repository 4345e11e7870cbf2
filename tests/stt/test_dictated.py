"""Letters and digits that two witnesses heard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

import pytest
from fakes import TODAY

from voice_agent.core.turn import Evidence
from voice_agent.language import EntitySpec, en
from voice_agent.stt.dictated import (
    Proposal,
    canonical,
    likely_without_judge,
    mixed,
    proposals,
    weigh_dictated,
    worth_judging,
)
from voice_agent.stt.ears.reading import Dictation, Said
from voice_agent.stt.expected import Choice, Expected, Hypothesis, read

NAME = Expected("value", TODAY, EntitySpec(kind="name"), "Which name?")
TEN = Expected("value", TODAY, EntitySpec(kind="digits", min_length=10, max_length=10))
FOUR = Expected("value", TODAY, EntitySpec(kind="digits", min_length=4, max_length=4))


class Heard:
    """Stands for what the second ear heard: texts and their scores."""

    def __init__(self, **scores: float) -> None:
        self.scores = scores
        self.unheard = -40.0

    def lines(self, odds: Callable[[str], float] | None = None) -> list[Said]:
        return [
            Said(" ".join(one.upper()).replace("_", "space"), one.replace("_", ""), score)
            for one, score in sorted(self.scores.items(), key=lambda pair: -pair[1])
        ]

    def logprobs(self, values: Sequence[str]) -> list[float]:
        known = {one.replace("_", ""): score for one, score in self.scores.items()}
        return [known.get(one, self.unheard) for one in values]


def choose(
    expected: Expected,
    texts: Sequence[str],
    heard: Heard,
    judged: dict[str, float] | None = None,
) -> Choice:
    """Weigh; what the recogniser is not asked about it finds unlikely."""
    dictation = cast(Dictation, heard)
    hypotheses = [Hypothesis(text, -2.0 - rank) for rank, text in enumerate(texts)]
    written = [read(expected, text, 0.0, en).characters for text in texts]
    names = expected.dictated == "letters"
    found = proposals(written, dictation, en, names=names, earlier=expected.earlier)
    if judged is None:
        likely = likely_without_judge(expected, hypotheses, found, en)
    else:
        likely = [judged.get(one.characters, -30.0) for one in found]
        likely += [judged.get(text, -2.0) for text in texts]
    return weigh_dictated(expected, hypotheses, found, likely, dictation, en)


def test_the_second_ear_decides_between_letters() -> None:
    heard = Heard(vasilyev=-1.0, vafilyev=-9.0)
    judged = {"vasilyev": -3.0, "vafilyev": -2.0}
    choice = choose(NAME, ["V A F I L Y E V."], heard, judged)
    assert (choice.text, choice.rival) == ("V A S I L Y E V", "")


def test_the_recogniser_is_asked_about_what_it_wrote_and_what_sounds_likely() -> None:
    heard = {"vasilyev": -1.0, "vafilyev": -9.0, "marlow": -34.0, "zxqk": -34.0}
    found = [Proposal(one, one.upper(), score, 0.0) for one, score in heard.items()]

    def asked(expected: Expected) -> list[str]:
        return [one.characters for one in worth_judging(expected, found, ["zxqk"])]

    assert asked(NAME) == ["vasilyev", "vafilyev", "zxqk"]
    # What was dictated before is likelier now.
    assert "marlow" in asked(replace(NAME, earlier=(Evidence((("marlow", 0.0),)),)))


def test_of_numbers_the_recogniser_is_asked_about_the_closest_only() -> None:
    heard = cast(Dictation, Heard(**{"5551234567": -1.0, "5551234568": -5.0, "5551234569": -9.0}))
    found = proposals(["5551234560"], heard, en, names=False)
    asked = [one.characters for one in worth_judging(TEN, found, ["5551234560"])]
    assert sorted(asked) == ["5551234560", "5551234567", "5551234568"]


def test_the_recogniser_decides_between_what_the_second_ear_proposes() -> None:
    heard = Heard(sanaa=-1.0, fanaa=-1.2, sanna=-1.4)
    assert choose(NAME, ["what"], heard, {"sanna": -2.0, "sanaa": -9.0}).text == "S A N N A"


def test_each_place_may_be_as_one_or_as_the_other_heard_it() -> None:
    """The second ear lost the C and the P, the recogniser wrote one letter for another."""
    assert "callapereira" in mixed("allaereira", "callapareira", 12)
    assert mixed("ab", "ab", 12) == ["ab"]
    assert len(mixed("abcdef", "uvwxyz", 12)) <= 12
    choice = choose(
        NAME, ["C A L L A B E R E I R A"], Heard(allapereira=-1.0), {"callapereira": -2}
    )
    assert choice.text == "C A L L A P E R E I R A"


def test_what_is_close_is_a_rival() -> None:
    choice = choose(NAME, ["T O S A"], Heard(tosa=-1.0, tofa=-1.1), {"tosa": -6.5, "tofa": -1.0})
    assert {choice.text, choice.rival} == {"T O S A", "T O F A"}


def test_a_name_is_asked_for_again_that_no_letter_tells_from_another() -> None:
    """Two letters differ: no one question tells them apart, and either is taken too soon."""
    heard, judged = Heard(tofa=-1.0, tuga=-1.2), {"tofa": -1.0, "tuga": -9.3}
    choice = choose(NAME, ["T O F A"], heard, judged)
    assert (choice.rival, choice.doubtful) == ("", True)
    assert choice.share > 0.5


def test_a_pause_is_a_space_at_the_same_letter() -> None:
    heard = Heard(isla_fantos=-1.0)
    choice = choose(NAME, ["I S L A S A N T O S"], heard, {"islasantos": -1.0})
    assert choice.text == "I S L A space S A N T O S"


def test_a_spoken_name_is_left_alone() -> None:
    silent = Heard(**{"": -0.1, "ane": -9.0})
    choice = choose(NAME, ["Zane Robles."], silent, {"Zane Robles.": -1.0, "ane": -12.0})
    assert (choice.text, choice.others) == ("Zane Robles.", ())


def test_what_letters_sound_like_is_no_name_beside_them() -> None:
    choice = choose(NAME, ["Our roe bless"], Heard(robles=-0.5), {"robles": -2.0})
    assert (choice.text, choice.others) == ("R O B L E S", ())


def test_repeated_digits_survive() -> None:
    """The recogniser collapses what is said three times."""
    heard = Heard(**{"4155550132": -1.0, "415550132": -1.5})
    choice = choose(TEN, ["4 1 5 5 5 0 1 3 2"], heard, {"415550132": -1.0, "4155550132": -4.0})
    assert choice.text == "4 1 5 5 5 5 0 1 3 2"


@pytest.mark.parametrize(
    ("expected", "text"), [(TEN, "8 2 9 2 1 5 9 3 5 7"), (FOUR, "2 9 2 1 5 9 3 5 7")]
)
def test_the_length_that_was_asked_for_counts(expected: Expected, text: str) -> None:
    heard = Heard(**{"8292159357": -1.0, "292159357": -2.0})
    judged = {"8292159357": -6.0, "292159357": -1.0}
    choice = choose(expected, ["2 9 2 1 5 9 3 5 7"], heard, judged)
    assert choice.text.replace(" ", "") == text.replace(" ", "")


def test_another_request_is_still_heard() -> None:
    silent = Heard(**{"": -0.1, "1234": -20.0})
    assert choose(FOUR, ["What is my balance?"], silent).text == "What is my balance?"


def test_without_a_judge_its_own_texts_are_likelier() -> None:
    hypotheses = [Hypothesis("4 4 7 7", -1.0), Hypothesis("for", -5.0)]
    found = proposals(["4477"], cast(Dictation, Heard(**{"4471": -1.0})), en, names=False)
    likely = likely_without_judge(FOUR, hypotheses, found, en)
    by_characters = dict(zip([one.characters for one in found], likely, strict=False))
    assert by_characters == {"4477": -1.0, "4471": -7.0}
    assert likely[-2:] == [-1.0, -5.0]


def test_written_as_the_recogniser_does() -> None:
    assert canonical("sam") == "S A M."


def test_two_readings_are_added_up() -> None:
    """Neither heard it best: the first lost its S to an F, the second its N to an M."""
    first = choose(
        NAME,
        ["T O F A N"],
        Heard(tofan=-1.0, tosan=-2.0, tosam=-5.0),
        {"tofan": -2.0, "tosan": -4.0, "tosam": -6.0},
    )
    assert first.text == "T O F A N"
    assert first.evidence is not None
    second = Heard(tosam=-1.0, tosan=-2.0, tofan=-6.0)
    judged = {"tosam": -1.0, "tosan": -3.0, "tofan": -9.0}
    alone = choose(NAME, ["T O S A M"], second, judged)
    both = choose(replace(NAME, earlier=(first.evidence,)), ["T O S A M"], second, judged)
    assert (alone.text, both.text) == ("T O S A M", "T O S A N")


def test_what_only_the_first_reading_heard_is_a_proposal_of_the_second() -> None:
    earlier = Evidence((("tosan", 0.0),))
    judged = {"tosan": -2.0, "tofam": -2.0}
    heard = Heard(tofam=-1.0)
    heard.unheard = -8.0
    assert choose(NAME, ["T O F A M"], heard, judged).text == "T O F A M"
    choice = choose(replace(NAME, earlier=(earlier,)), ["T O F A M"], heard, judged)
    assert "T O S A N" in (choice.text, *choice.others)


def test_the_same_number_twice_is_surer_than_once() -> None:
    heard = Heard(**{"4477": -1.0, "4471": -1.2})
    judged = {"4477": -2.0, "4471": -2.0}
    once = choose(FOUR, ["4 4 7 7"], heard, judged)
    assert once.evidence is not None
    assert once.evidence.ways[0] == ("4477", 0.0)
    twice = choose(replace(FOUR, earlier=(Evidence((("4477", 0.0),)),)), ["4 4 7 7"], heard, judged)
    assert (twice.text, twice.share > once.share) == ("4 4 7 7", True)


def test_a_refused_name_gives_way_to_what_was_nearly_as_likely() -> None:
    heard, judged = Heard(tofa=-1.0, tosa=-1.8), {"tofa": -1.0, "tosa": -10.0}
    assert choose(NAME, ["T O F A"], heard, judged).text == "T O F A"
    wrong = Evidence((("tofa", 0.0), ("tosa", -1.0)), refused=frozenset({"tofa"}))
    assert choose(replace(NAME, earlier=(wrong,)), ["T O F A"], heard, judged).text == "T O S A"


def test_a_name_that_is_said_tells_that_no_letter_was_dictated() -> None:
    silent = Heard(**{"": -0.1, "ane": -9.0})
    choice = choose(NAME, ["Zane Robles."], silent, {"Zane Robles.": -1.0, "ane": -12.0})
    assert choice.evidence == Evidence((("zanerobles", 0.0),), spelled=False)
    assert choose(FOUR, ["What is my balance?"], silent).evidence is None


@pytest.mark.parametrize(
    ("letters", "sounds", "again"),
    [("hiroshighera", -6.0, False), ("hiroshighera", -30.0, True), ("calderjackson", -30.0, False)],
)
def test_letters_heard_poorly_are_asked_for_again_unless_the_lists_have_the_name(
    letters: str, sounds: float, again: bool
) -> None:
    """Nothing else is likely, and that is no proof: the right name may be no proposal."""
    text = " ".join(letters.upper())
    choice = choose(NAME, [text], Heard(**{letters: sounds / 2}), {letters: sounds / 2})
    assert choice.text == text
    assert choice.share > 0.9
    assert choice.doubtful is again
    twice, poorly = Evidence(((letters, 0.0),)), Heard(**{letters: sounds})
    poorly.unheard = 2 * sounds
    once_more = choose(replace(NAME, earlier=(twice,)), [text], poorly, {letters: sounds})
    assert not once_more.doubtful, "heard twice"
