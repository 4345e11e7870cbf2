from __future__ import annotations

import numpy as np
import pytest

from benchmarks.latency.interjections import SOUNDS, _over_the_line
from benchmarks.latency.interruptions import Row, figures_of, fit
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.voicing import Voicing, voicing
from voice_agent.turns.barge_in import FEATURES, Words


def row(number: int, *, stop: bool) -> Row:
    """Requests are long and asked, listeners hum."""
    jitter = number % 7 / 10
    words = (
        Words(4, 0.9, asks=True, clear=0.5 + jitter / 2, unheard=9)
        if stop
        else Words(1, 0.7, listens=True, unheard=9)
    )
    sound = Voicing(900 + 300 * jitter if stop else 300 + 100 * jitter, -22.0, 0.7, 0.2, 0.1, 2)
    group = "requests" if stop else "listens"
    return Row(f"n{number}", group, f"text {number}", "", stop, words, sound, 0.0)


ROWS = [row(number, stop=number % 2 == 0) for number in range(60)]


def test_weights_are_fitted_for_the_features_that_are_used() -> None:
    by_name = dict(zip(FEATURES, fit(ROWS).of, strict=True))
    assert by_name["listens"] < 0 < by_name["asks"]
    alone = dict(zip(FEATURES, fit(ROWS, "sound alone").of, strict=True))
    assert alone["asks"] == 0.0 < alone["length"]


def test_texts_are_judged_by_others_and_counted_by_group() -> None:
    figures = figures_of(ROWS)
    assert figures["auroc"]["all"] == 1.0
    assert figures["held out"]["requests"] == {"n": 30, "stopped": 1.0}
    assert figures["held out"]["listens"] == {"n": 30, "stopped": 0.0}
    assert set(figures["fitted"]) == {"prior", *FEATURES}


def test_voices_of_a_text_are_in_one_part() -> None:
    assert ROWS[0].part == Row(**{**vars_of(ROWS[0]), "name": "another voice"}).part


def vars_of(one: Row) -> dict[str, object]:
    return {name: getattr(one, name) for name in Row.__dataclass_fields__}


@pytest.mark.parametrize("name", sorted(SOUNDS))
def test_a_sound_is_made_at_its_level(name: str) -> None:
    from random import Random

    made = SOUNDS[name](np.random.default_rng(1))
    assert np.isfinite(made).all()
    heard = voicing(_over_the_line(made, -25.0, Random(1)), LISTEN_HZ)
    assert -36.0 < heard.level_dbfs < -14.0
