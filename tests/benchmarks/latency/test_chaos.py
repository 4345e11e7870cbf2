"""The cost of a fault: judged without a server, and once with a real one."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from pathlib import Path

import pytest
import yaml
from small_project import TESTS, write_project

from benchmarks.latency import chaos
from benchmarks.latency.chaos import Outcome, allowed, cells, judged, missing_rows
from benchmarks.latency.faults import Fault, chosen
from benchmarks.latency.hurt_server import write_pipeline
from benchmarks.latency.scripted import Asked, Caller, callers
from voice_agent.config.load import load_pipeline
from voice_agent.core.events import Ended, TurnTimed
from voice_agent.phone.launch import ServerProcess
from voice_agent.phone.values import Received


def caller(*asked: Asked, lost: str = "") -> Caller:
    (made,) = callers("ws://127.0.0.1:1", 1)
    made.asked, made.lost = list(asked), lost
    return made


FAULT = Fault("something", chosen(["killed"])[0].inflict, costs="one worker")


def test_only_what_was_asked_from_the_fault_on_counts() -> None:
    people = [
        caller(
            Asked("before", None), Asked("during", 900.0, ("filler", "llm")), Asked("after", 100.0)
        ),
        caller(Asked("during", None), lost="ws://127.0.0.1:1/ws: the server vanished"),
    ]
    outcome = judged(FAULT, people, 1)
    assert (outcome.asked, outcome.answered, outcome.longest_ms) == (2, 2, 900.0)
    assert outcome.heard == {"filler": 1, "llm": 1}
    assert outcome.lost == ["the server vanished"]
    assert not outcome.good, "it has not recovered"
    outcome.recovered_s = 1.0
    assert outcome.good
    assert cells(outcome)[4] == "1 filler, 1 llm"


@pytest.mark.parametrize(
    "loss", [{"asked": 1}, {"lost": ["x"]}, {"rows_lost": 1}, {"reports_lost": 1}]
)
def test_anything_else_that_is_lost_is_a_failure(loss: dict[str, object]) -> None:
    assert Outcome("x", recovered_s=1.0).good
    assert not Outcome("x", recovered_s=1.0, **loss).good  # type: ignore[arg-type]


def test_a_worker_may_cost_its_own_calls() -> None:
    assert allowed("one worker", [1, 3]) == 3
    assert allowed("nothing", [1, 3]) == allowed("its own call", [1, 3]) == 0


def test_faults_are_chosen_by_their_names() -> None:
    assert [one.name for one in chosen(["killed"])] == ["a worker is killed"]
    assert len(chosen(None)) == len({one.name for one in chosen(None)}) > 10
    assert chosen(["no such thing"]) == ()


def test_an_even_spread_gives_every_worker_its_share() -> None:
    assert chaos.is_even([2, 2], 4)
    assert chaos.is_even([1, 2], 3)
    assert not chaos.is_even([2, 0], 2)
    assert not chaos.is_even([2], 2), "a worker did not answer"
    assert not chaos.is_even([2, 2], 2), "earlier calls are not over"


async def test_callers_dial_again_until_their_calls_are_spread(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    spreads, lines = [[1, 1], [0, 2]], []

    class Dials:
        def __init__(self) -> None:
            self.open: list[bool] = []
            lines.append(self)

        async def dial(self) -> None:
            self.open.append(True)

        async def hang_up(self) -> None:
            self.open.append(False)

    async def by_worker(_: ServerProcess) -> list[int]:
        return spreads.pop()

    monkeypatch.setattr(chaos, "callers", lambda url, count: [Dials() for _ in range(count)])
    monkeypatch.setattr(chaos, "calls_by_worker", by_worker)
    people, spread = await chaos.dialled(ServerProcess(1, 1, 0.0, "", tmp_path), 2)
    assert (people, spread) == (lines[2:], [1, 1])
    assert [one.open for one in lines] == [[True, False]] * 2 + [[True]] * 2


def test_rows_that_callers_know_of_are_looked_for(tmp_path: Path) -> None:
    file = tmp_path / "calls.sqlite"
    with sqlite3.connect(file) as database:
        database.execute("create table calls (id, reason)")
        database.execute("create table turns (call_id, turn)")
        database.execute("insert into calls values ('a', 'completed'), ('b', null)")
        database.execute("insert into turns values ('a', 1)")
    server = ServerProcess(1, 1, 0.0, f"sqlite:///{file}", tmp_path)
    people = [caller(), caller()]
    for name, one in zip("ab", people, strict=True):
        one.line.log.append(Received(0.0, TurnTimed(call_id=name, turn=1, v2v_ms=1.0, stages={})))
        one.line.log.append(Received(0.0, Ended(call_id=name, reason="completed")))
    assert missing_rows(server, people[:1]) == 0
    assert missing_rows(server, people) == 2


def test_the_pipeline_file_of_the_server_is_one_that_loads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_pipeline("bank", tmp_path, 8080, 8)
    config = load_pipeline(str(file))
    assert config.server.workers == 2
    assert config.stages["slm"].engine == "benchmarks.latency.chaos_engines:slm"
    assert config.stages["tts"].args["engine"] == "piper"
    assert yaml.safe_load(file.read_text())["max_calls"] == 8


def test_files_of_a_project_are_found_from_another_folder(tmp_path: Path) -> None:
    project, there = tmp_path / "mine", tmp_path / "there"
    there.mkdir()
    source = write_project(project)
    content = yaml.safe_load(source.read_text())
    content["actions"] = "actions.yaml"
    content["stages"]["slm"].setdefault("args", {})["folder"] = "model"
    source.write_text(yaml.safe_dump(content))
    written = yaml.safe_load(write_pipeline(str(source), there, 8080, 8).read_text())
    assert written["actions"] == str(project / "actions.yaml")
    assert written["stages"]["slm"]["args"]["args"]["folder"] == str(project / "model")


@pytest.mark.slow
@pytest.mark.real
async def test_a_real_server_loses_what_it_may_lose_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = os.pathsep.join([str(TESTS.parent), str(TESTS), os.environ.get("PYTHONPATH", "")])
    monkeypatch.setenv("PYTHONPATH", path)
    file = write_project(tmp_path / "small")
    faults = chosen(["cut in", "killed"])
    async with asyncio.timeout(120):
        found = await chaos.chaos(str(file), faults, 2, ("my balance", "think hard about this"))
    assert [one.good for one in found] == [True, True], found
    assert [len(one.lost) for one in found] == [0, 1]
