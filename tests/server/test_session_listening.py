"""While the caller speaks: pauses, partial transcripts, drafts, turns without an end."""

from __future__ import annotations

import asyncio

import pytest
from exchange import MakeExchange, silence, speech

from voice_agent.config.schema import ListenConfig

pytestmark = pytest.mark.virtual_time


async def test_a_pause_inside_a_turn_is_waited_for(exchange: MakeExchange) -> None:
    async with exchange("my bal", "my balance") as line, line.phone() as phone:
        line.turns.complete = 0.1
        await phone.socket.send(speech(0.5) + silence(0.2))
        await phone.until("speech_stopped")
        await asyncio.sleep(0.1)
        await phone.say(0.5)
        await phone.until("turn")
        assert [t["text"] for t in phone.all("transcript")] == ["my balance"]
        assert line.stt.heard_ms[-1] > 1100


async def test_words_are_shown_while_the_caller_still_speaks(exchange: MakeExchange) -> None:
    listen = ListenConfig(partial_ms=400)
    said = ("my", "my bal", "my balance", "my balance", "my balance", "my balance")
    async with exchange(*said, listen=listen) as line, line.phone() as phone:
        for _ in range(8):
            await phone.socket.send(speech(0.3))
            await asyncio.sleep(0.05)
        await phone.socket.send(silence(1.5))
        await phone.until("turn")
        partials = phone.all("partial")
        assert len(partials) >= 2
        assert partials[0]["text"] == ""
        assert partials[1]["text"].startswith("my")
        assert all(p["t_ms"] <= phone.all("transcript")[0]["t_ms"] for p in partials)


async def test_words_heard_so_far_are_the_draft_of_the_same_turn_alone(
    exchange: MakeExchange,
) -> None:
    listen = ListenConfig(partial_ms=400)
    async with exchange(*map(str, range(30)), listen=listen) as line, line.phone() as phone:
        for turn in (1, 2):
            begun = len(line.stt.drafts)
            for _ in range(4):
                await phone.socket.send(speech(0.3))
                await asyncio.sleep(0.05)
            await phone.socket.send(silence(1.5))
            await phone.until("turn", turn)
            drafts = line.stt.drafts[begun:]
            assert len(drafts) >= 2
            assert drafts == ["", *map(str, range(begun, begun + len(drafts) - 1))]


async def test_a_recogniser_that_is_too_late_leaves_the_last_partial(
    exchange: MakeExchange,
) -> None:
    listen = ListenConfig(partial_ms=400)
    late = {"stt": {"deadline_ms": 400, "on_overrun": "last_partial"}}
    async with exchange("my balance", listen=listen, stages=late) as line, line.phone() as phone:
        await phone.socket.send(speech(0.7))
        await phone.until("partial")
        line.stt.delay_s = 0.6
        await phone.socket.send(speech(0.5) + silence(1.5))
        await phone.until("turn")
        assert phone.all("transcript")[0]["text"] == "my balance"
        late = [(e["stage"], e["action"]) for e in phone.all("overrun")]
        assert late == [("stt", "last_partial")]


async def test_an_endless_turn_is_cut_and_answered_with_all_its_words(
    exchange: MakeExchange,
) -> None:
    listen = ListenConfig(max_turn_s=3, speculate=False, partial_ms=0)
    async with exchange("my balance", listen=listen) as line, line.phone() as phone:
        line.turns.complete = 0.001
        await phone.socket.send(speech(1.0) + silence(0.2))
        await phone.socket.send(speech(0.9))
        await phone.socket.send(speech(0.9))
        await phone.socket.send(speech(0.9))
        await phone.until("turn")
        assert line.stt.heard_ms[0] > 2900
