from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest
from fakes import LoudnessVad

from benchmarks.latency.cutoffs import LONGEST_CALL_S, counted, ends_in_voice, play_each, told
from benchmarks.latency.playing import Calling, Played
from benchmarks.latency.recordings import Recording, load_folder
from voice_agent.core.errors import ConfigError


def test_who_is_spoken_into_does_not_count_among_the_waits() -> None:
    figures = counted(
        [
            Played("a", "", 400.0, None),
            Played("b", "", 300.0, 1200.0),
            Played("c", "", 600.0, None),
            Played("d", "", None, None, error="no answer"),
        ]
    )
    assert (figures["played"], figures["cut_off"], figures["share"]) == (4, 1, 0.25)
    assert figures["before_the_end_ms"] == {"b": 1200}
    assert figures["wait_ms"]["n"] == 2
    assert figures["unanswered"] == {"d": "no answer"}


@pytest.mark.virtual_time
async def test_calls_are_made_beside_each_other_and_one_that_hangs_is_given_up() -> None:
    recordings = [Recording(name, np.zeros(16000, np.int16)) for name in ("a", "b", "hangs", "c")]
    now, most, lines = 0, 0, []

    async def call(recording: Recording) -> Played:
        nonlocal now, most
        now += 1
        most = max(most, now)
        try:
            await asyncio.sleep(1000 if recording.name == "hangs" else 10)
        finally:
            now -= 1
        return Played(recording.name, "", 400.0, None)

    began = asyncio.get_running_loop().time()
    played = await play_each(
        recordings, call, Calling(calls=2), lambda so_far: lines.append(told(so_far[-1]))
    )
    assert most == 2
    assert asyncio.get_running_loop().time() - began < LONGEST_CALL_S + 15
    assert sorted(one.name for one in played) == ["a", "b", "c", "hangs"]
    assert lines[-1] == f"hangs: the call took longer than {LONGEST_CALL_S} s"
    assert lines.count("a: answered after 400 ms") == 1


def test_a_recording_that_ends_in_noise_has_no_end_to_be_judged_by() -> None:
    voice = (9000 * np.sin(np.arange(16000) * 0.2)).astype(np.int16)
    assert ends_in_voice(voice, LoudnessVad())
    assert ends_in_voice(np.concatenate((voice, np.zeros(1600, np.int16))), LoudnessVad())
    assert not ends_in_voice(np.concatenate((voice, np.zeros(8000, np.int16))), LoudnessVad())


def test_only_labels_that_are_there_can_be_asked_for(tmp_path: Path) -> None:
    (tmp_path / "labels.json").write_text('{"a.wav": {"kind": "names", "text": "one two"}}')
    with pytest.raises(ConfigError, match="no recording has kind=numbers"):
        load_folder(tmp_path, limit=5, only=["kind=numbers"])
    with pytest.raises(ConfigError, match="expected KEY=VALUE"):
        load_folder(tmp_path, limit=5, only=["kind"])
    with pytest.raises(ConfigError, match="no recording"):
        load_folder(tmp_path, limit=5, words=3)
