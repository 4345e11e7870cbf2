from __future__ import annotations

from datetime import date, time

import pytest

from voice_agent.language import EntitySpec
from voice_agent.language.es.clock import scan_times, time_readings
from voice_agent.language.es.entities import normalise
from voice_agent.language.es.speech import say_time


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("a las tres", "15:00"),
        ("a las nueve", "09:00"),
        ("a las nueve de la noche", "21:00"),
        ("a las tres y media de la tarde", "15:30"),
        ("las cuatro menos cuarto", "15:45"),
        ("la una menos cuarto de la tarde", "12:45"),
        ("a la una y veinte", "13:20"),
        ("a las 15:30", "15:30"),
        ("18:05", "18:05"),
        ("a mediodía", "12:00"),
        ("a medianoche", "00:00"),
        ("a las doce de la noche", "00:00"),
        ("a las 17 horas", "17:00"),
        ("a las seis de la mañana", "06:00"),
        ("a las 7.30", "19:30"),
        ("a las 19.30 h", "19:30"),
        ("a las 19h30", "19:30"),
        ("a las 8 p.m.", "20:00"),
        ("a las 12 am", "00:00"),
        ("a las cinco en punto de la tarde", "17:00"),
        ("cuarto para las ocho", "19:45"),
        ("faltan diez para las ocho de la mañana", "07:50"),
    ],
)
def test_times(text: str, clock: str) -> None:
    (found,) = scan_times(text)
    assert found.value == clock


def test_an_hour_alone_is_a_time_only_where_one_was_asked_for() -> None:
    assert not [*scan_times("dos cafés")]
    assert [one.value for one in scan_times("cinco y media", answer=True)] == ["17:30"]


@pytest.mark.parametrize("text", ["son 7.30 euros", "tarda 2 h 30", "cuesta 19.30"])
def test_a_decimal_is_no_time_by_itself(text: str) -> None:
    assert not [*scan_times(text)]


def test_a_table_for_ten_at_eight() -> None:
    (found,) = scan_times("una mesa para diez para las ocho", answer=True)
    assert found.value == "08:00"


def test_an_hour_without_its_half_of_the_day_may_be_either() -> None:
    assert time_readings("a las tres") == ("15:00", "03:00")
    assert time_readings("a las tres de la tarde") == ("15:00",)
    assert time_readings("a las tres o a las cuatro") == ()
    assert not [*scan_times("a las 25")]


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("minute", [0, 15, 20, 30, 45])
def test_every_time_is_read_as_it_is_said(hour: int, minute: int) -> None:
    said = say_time(time(hour, minute))
    read = normalise(EntitySpec(kind="time"), said, today=date(2026, 11, 22))
    assert read == f"{hour:02}:{minute:02}", said
