import pytest

from voice_agent.vad.level import (
    FAINT_DB,
    FAINT_IN_PAUSE_DB,
    QUIETEST_DBFS,
    CallerLevel,
    loudness,
)

WINDOW_MS = 32.0


def caller(dbfs: float = -22.0) -> CallerLevel:
    level = CallerLevel()
    level.spoke(dbfs, 640.0)
    return level


def test_before_the_first_words_only_what_no_caller_is_as_quiet_as_is_too_faint() -> None:
    assert not CallerLevel().too_faint(QUIETEST_DBFS - 10)
    assert CallerLevel().too_faint(QUIETEST_DBFS - 12)
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
    level.spoke(-5.0, 128.0)
    assert level.dbfs is None


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([-20.0] * 10, -20.0),
        ([-50.0] * 5 + [-20.0] * 5, -20.0),
        ([-60.0] * 8 + [-20.0] * 2, -24.0),
        ([-20.0], -27.0),
        ([], -96.0),
    ],
)
def test_a_moment_is_not_as_loud_as_a_vowel(levels: list[float], expected: float) -> None:
    assert loudness(levels, WINDOW_MS) == pytest.approx(expected, abs=0.1)


def test_a_shout_makes_the_callers_usual_voice_no_fainter() -> None:
    level = caller()
    for _ in range(4):
        level.spoke(-22.0, 640.0)
    for _ in range(3):
        level.spoke(-6.0, 640.0)
    assert not level.too_faint(-22.0)


def test_a_voice_before_the_callers_is_forgotten() -> None:
    level = caller(-40.0)
    for _ in range(3):
        level.spoke(-22.0, 640.0)
    assert level.too_faint(-38.0)


def test_who_has_moved_away_from_the_telephone_is_heard_again() -> None:
    level = caller()
    level.waited(8_000)
    assert level.too_faint(-42.0)
    level.waited(6_000)
    assert not level.too_faint(-42.0)
    level.spoke(-22.0, 640.0)
    assert level.too_faint(-42.0)
