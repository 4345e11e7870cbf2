import pytest

from voice_agent.vad.level import FAINT_DB, FAINT_IN_PAUSE_DB, CallerLevel

WINDOW_MS = 32.0


def caller(dbfs: float = -22.0) -> CallerLevel:
    level = CallerLevel()
    level.spoke([dbfs] * 20, WINDOW_MS)
    return level


def test_before_the_first_turn_nobody_is_too_faint() -> None:
    assert not CallerLevel().too_faint(-70.0)
    assert CallerLevel().below_db(-70.0) == 0.0


@pytest.mark.parametrize(("below", "faint"), [(0, False), (10, False), (12, True), (15, True)])
def test_a_television_is_too_faint_and_a_soft_answer_is_not(below: float, faint: bool) -> None:
    assert caller().too_faint(-22.0 - below) is faint


def test_a_pause_allows_softer_ends() -> None:
    between = -22.0 - (FAINT_DB + FAINT_IN_PAUSE_DB) / 2
    assert caller().too_faint(between)
    assert not caller().too_faint(between, pausing=True)


def test_a_cough_tells_no_level() -> None:
    level = CallerLevel()
    level.spoke([-5.0] * 4, WINDOW_MS)
    assert level.dbfs is None


def test_the_level_is_that_of_the_loud_windows() -> None:
    level = CallerLevel()
    level.spoke([-50.0] * 10 + [-20.0] * 10, WINDOW_MS)
    assert level.dbfs == -20.0


def test_a_shout_makes_the_callers_usual_voice_no_fainter() -> None:
    level = caller()
    for _ in range(4):
        level.spoke([-22.0] * 20, WINDOW_MS)
    for _ in range(3):
        level.spoke([-6.0] * 20, WINDOW_MS)
    assert not level.too_faint(-22.0)


def test_a_voice_before_the_callers_is_forgotten() -> None:
    level = caller(-40.0)
    for _ in range(3):
        level.spoke([-22.0] * 20, WINDOW_MS)
    assert level.too_faint(-38.0)


def test_who_has_moved_away_from_the_telephone_is_heard_again() -> None:
    level = caller()
    level.waited(8_000)
    assert level.too_faint(-42.0)
    level.waited(6_000)
    assert not level.too_faint(-42.0)
    level.spoke([-22.0] * 20, WINDOW_MS)
    assert level.too_faint(-42.0)
