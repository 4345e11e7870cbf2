"""What the readers of dates share."""

from __future__ import annotations

from datetime import date

from voice_agent.language.en.entities.date_text import MONTHS, WEEKDAYS, DateText, ReadDate
from voice_agent.language.en.entities.tokens import tokenise

TODAY = date(2026, 11, 27)


def test_words_outside_the_text_are_empty() -> None:
    text = DateText(tokenise("on Monday").tokens, TODAY, None, lambda text, at: None)
    assert (text.word(0), text.word(1), text.word(2), text.word(-1)) == ("on", "monday", "", "")
    assert text.words(1, 5) == ("monday",)
    assert text.words(2, 1) == ()


def test_a_text_reads_with_its_reader_and_only_inside() -> None:
    read = ReadDate(TODAY, 1)
    text = DateText(tokenise("Monday").tokens, TODAY, None, lambda text, at: read)
    assert text.read(0) is read
    assert text.read(1) is None
    assert text.read(-1) is None


def test_a_text_can_look_to_the_other_side_of_today() -> None:
    text = DateText(tokenise("Monday").tokens, TODAY, None, lambda text, at: None)
    assert text.toward("past").when == "past"
    assert text.when is None


def test_every_month_and_weekday_has_its_number() -> None:
    assert [MONTHS[name] for name in ("january", "sept", "dec")] == [1, 9, 12]
    assert [WEEKDAYS[name] for name in ("monday", "weds", "sunday", "friday's")] == [0, 2, 6, 4]
    assert "fridays" not in WEEKDAYS
    assert "sat" not in WEEKDAYS
