from __future__ import annotations

from pathlib import Path

from voice_agent.console.answers import Live, LiveCall
from voice_agent.console.others import story_elsewhere, together
from voice_agent.server.workers.peers import Peers
from voice_agent.server.workers.place import Place


def live(*for_s: float, ready: bool = True) -> Live:
    return Live(
        name="bank",
        ready=ready,
        max_calls=2,
        token_needed=False,
        editable=False,
        calls=tuple(
            LiveCall(
                id=f"c{s:g}",
                carrier="raw",
                for_s=s,
                turns=0,
                agent="listening",
                intent=None,
                route=None,
                handed_off="",
            )
            for s in for_s
        ),
    )


def test_the_lines_of_all_workers_are_one_list_oldest_first() -> None:
    whole = together([live(1.0, 9.0, ready=False), live(5.0)])
    assert [call.id for call in whole.calls] == ["c9", "c5", "c1"]
    assert (whole.max_calls, whole.ready) == (4, True)


async def test_nobody_is_asked_for_what_is_no_call(tmp_path: Path) -> None:
    peers = Peers(Place(0, 2, 0, -1, tmp_path))
    assert await story_elsewhere("../metrics", peers) is None
    assert await story_elsewhere("abc", peers) is None
