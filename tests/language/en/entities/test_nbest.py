"""One value out of many hypotheses."""

from __future__ import annotations

from datetime import date

from voice_agent.language import Span
from voice_agent.language.en import choose, extract
from voice_agent.language.specs import EntitySpec

TODAY = date(2026, 11, 22)
NAME = EntitySpec(kind="name")
FOUR = EntitySpec(kind="digits", min_length=4, max_length=4)


def test_the_first_hypothesis_with_a_value_counts() -> None:
    assert choose(FOUR, ["for for seven", "4 4 7 7"], today=TODAY) == "4477"
    assert choose(FOUR, ["4477", "4478"], today=TODAY) == "4477"
    assert choose(FOUR, ["4477", "4478", "4478"], today=TODAY) == "4478"
    assert choose(FOUR, ["hello", "goodbye"], today=TODAY) is None


def test_values_that_are_tables_can_be_voted_on() -> None:
    money = EntitySpec(kind="money")
    heard = ["five dollars", "nine dollars", "nine dollars"]
    assert choose(money, heard, today=TODAY) == {"amount": 9.0, "currency": "USD"}


ENTITIES = {"last_four": FOUR, "payee": NAME}


def _span(text: str, words: str, kind: str) -> Span:
    start = text.index(words)
    return Span(kind, start, start + len(words))


def test_a_span_without_a_value_takes_it_from_the_alternatives() -> None:
    text = "my card ends in for for seven please"
    spans = [_span(text, "for for seven", "last_four")]
    assert extract(ENTITIES, text, spans, today=TODAY) == ()
    (entity,) = extract(
        ENTITIES,
        text,
        spans,
        today=TODAY,
        alternatives=["my card ends in 4 47 please", "my card ends in 4 4 7 7 please"],
    )
    assert (entity.value, entity.text) == ("4477", "for for seven")


def test_a_valid_value_is_not_overruled() -> None:
    text = "it ends in 4477"
    spans = [_span(text, "4477", "last_four")]
    (entity,) = extract(
        ENTITIES, text, spans, today=TODAY, alternatives=["it ends in 4478", "it ends in 4478"]
    )
    assert entity.value == "4477"


def test_only_the_same_place_of_an_alternative_counts() -> None:
    text = "card blah and the pin is 1234"
    spans = [_span(text, "blah", "last_four")]
    found = extract(
        {"last_four": FOUR}, text, spans, today=TODAY, alternatives=["card bla and the pin is 1234"]
    )
    assert [(e.text, e.value) for e in found] == [("1234", "1234")]


def test_a_span_without_a_word_is_left_out() -> None:
    spans = [Span("last_four", 7, 9), Span("last_four", 50, 60)]
    assert extract(ENTITIES, "so blah  ", spans, today=TODAY, alternatives=["so 4477"]) == ()


def test_an_unknown_span_is_left_out() -> None:
    text = "so blah"
    spans = [_span(text, "blah", "colour")]
    assert extract(ENTITIES, text, spans, today=TODAY, alternatives=["so 4477"]) == ()


BRITISH = EntitySpec(kind="postcode", region="GB")
BORN = EntitySpec(kind="date", past=True, region="GB")


def test_bold_readings_are_outvoted() -> None:
    assert choose(BRITISH, ["m14 9dt", "m14 9dt", "m14 9dd"], today=TODAY) == "M14 9DT"
    assert choose(BORN, ["3 7 1972", "4 7 1972"], today=TODAY) == "1972-07-03"


def test_a_guess_needs_half_of_the_weight_unless_there_are_earlier_answers() -> None:
    hypotheses = ["m14 9dt", "m14 9dp", "m14 9dd"]
    assert choose(BRITISH, hypotheses, today=TODAY) is None
    assert choose(BRITISH, hypotheses, today=TODAY, earlier=[["hello"]]) == "M14 9DT"
    # Of kinds with one reading the best counts, however many differ.
    assert choose(FOUR, ["1111", "2222", "3333", "5555"], today=TODAY) == "1111"
    american = EntitySpec(kind="postcode")
    assert choose(american, ["94107", "94108", "94109"], today=TODAY) == "94107"


def test_equal_values_add_up_over_answers() -> None:
    assert choose(FOUR, ["1111", "2222"], today=TODAY, earlier=[["2222"]]) == "2222"
    assert choose(FOUR, ["1111"], today=TODAY, earlier=[["2222"]]) == "2222"


def test_a_date_also_has_its_value_in_the_past() -> None:
    entities = {"date": EntitySpec(kind="date"), "born": EntitySpec(kind="date", past=True)}
    today = date(2026, 11, 27)

    def past(text: str, specs: dict[str, EntitySpec]) -> list[object]:
        return [(one.value, one.past) for one in extract(specs, text, (), today=today)]

    assert past("on Monday", entities) == [("2026-11-30", "2026-11-23")]
    assert past("yesterday", entities) == [("2026-11-26", None)]
    assert past("on Monday", {"date": EntitySpec(kind="date", when="past")}) == [
        ("2026-11-23", None)
    ]
    assert past("july third nineteen seventy two", {"born": entities["born"]}) == [
        ("1972-07-03", None)
    ]


def test_an_address_with_a_word_for_its_street_is_likelier_than_one_without() -> None:
    heard = ("77 screw sway 920", "77 7 3 9 2 0", "77. Spruce way 920.")
    spec = EntitySpec(kind="address")
    assert choose(spec, heard, today=TODAY)["street"] == "Spruce Way"
    assert choose(spec, heard[:1], today=TODAY)["street"] == "Screw Sway"
