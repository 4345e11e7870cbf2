from __future__ import annotations

from datetime import date

import pytest

from voice_agent.language import EntitySpec
from voice_agent.language.es.calendar import impossible_day, in_year, scan_dates

SUNDAY = date(2026, 11, 22)
ANY = EntitySpec(kind="date")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("hoy mismo", "2026-11-22"),
        ("mañana por la mañana", "2026-11-23"),
        ("pasado mañana", "2026-11-24"),
        ("ayer", "2026-11-21"),
        ("antes de ayer", "2026-11-20"),
        ("el viernes", "2026-11-27"),
        ("el viernes que viene", "2026-11-27"),
        ("el viernes pasado", "2026-11-20"),
        ("el domingo", "2026-11-29"),
        ("el 5 de mayo", "2027-05-05"),
        ("el uno de diciembre", "2026-12-01"),
        ("el primero de enero de 2028", "2028-01-01"),
        ("viernes, 27 de noviembre", "2026-11-27"),
        ("dentro de tres días", "2026-11-25"),
        ("en dos semanas", "2026-12-06"),
        ("hace dos días", "2026-11-20"),
        ("2026-12-24", "2026-12-24"),
        ("el 24/12", "2026-12-24"),
        ("1/2/2027", "2027-02-01"),
        ("1/2/29", "2029-02-01"),
        ("anoche", "2026-11-21"),
        ("de hoy en ocho", "2026-11-29"),
        ("el viernes en ocho días", "2026-12-04"),
        ("el viernes de la semana que viene", "2026-11-27"),
        ("la próxima semana, el lunes", "2026-11-23"),
        ("el lunes 7", "2026-12-07"),
        ("el primer lunes de febrero", "2027-02-01"),
        ("el último viernes del mes", "2026-11-27"),
        ("el tercer jueves del mes que viene", "2026-12-17"),
        ("el segundo martes de este mes", "2026-11-10"),
        ("el domingo 29", "2026-11-29"),
        ("dentro de un mes", "2026-12-22"),
        ("en dos meses", "2027-01-22"),
        ("el 5 del 12", "2026-12-05"),
        ("el cinco de mayo del veintiocho", "2028-05-05"),
        ("tres del tres del ochenta y cinco", "1985-03-03"),
    ],
)
def test_days(text: str, day: str) -> None:
    longest = max(scan_dates(ANY, text, SUNDAY), key=lambda one: one.end - one.start)
    assert longest.value == day


@pytest.mark.parametrize("text", ["por la mañana", "el 31 de junio", "lunes, 27 de noviembre"])
def test_what_is_no_day_has_no_date_of_its_own(text: str) -> None:
    found = [one.value for one in scan_dates(ANY, text, SUNDAY)]
    assert found in ([], ["2026-11-23"]), "the weekday alone at most"


def test_the_week_of_a_weekday_counts() -> None:
    tuesday = date(2026, 12, 1)
    for text, day in (("el viernes", "04"), ("el viernes de la semana que viene", "11")):
        (found,) = scan_dates(ANY, text, tuesday)
        assert found.value == f"2026-12-{day}"


@pytest.mark.parametrize(
    "text", ["el lunes a las 7", "el lunes, 7 personas", "el lunes 7 personas"]
)
def test_a_number_after_a_weekday_that_is_not_its_day(text: str) -> None:
    values = {one.value for one in scan_dates(ANY, text, date(2026, 11, 28))}
    assert values == {"2026-11-30"}


def test_past_days_look_back_and_birthdays_need_a_year() -> None:
    charge = EntitySpec(kind="date", when="past")
    assert in_year(5, 5, None, charge, SUNDAY) == date(2026, 5, 5)
    (monday,) = scan_dates(charge, "el lunes", SUNDAY)
    assert monday.value == "2026-11-16"
    birthday = EntitySpec(kind="date", past=True)
    assert in_year(5, 5, None, birthday, SUNDAY) is None
    assert in_year(5, 5, 1980, birthday, SUNDAY) == date(1980, 5, 5)


def test_why_a_day_cannot_be() -> None:
    assert impossible_day("el 31 de junio") == "Junio no tiene día 31."
    assert impossible_day("el 29 de febrero") == ""
