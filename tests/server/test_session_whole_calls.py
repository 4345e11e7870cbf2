"""Whole calls over real sockets, with engines that need no model."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from exchange import MakeExchange, silence, speech
from fakes import (
    ScriptedLlm,
    playbook,
)
from webserver import web_server

from voice_agent.config.schema import ListenConfig
from voice_agent.playbook import ActionSpec

pytestmark = pytest.mark.virtual_time


async def test_a_turn_is_heard_read_routed_answered_and_timed(exchange: MakeExchange) -> None:
    async with exchange("my balance") as line, line.phone() as phone:
        await phone.until("reply")
        await asyncio.sleep(0.2)
        await phone.say()
        turn = await phone.until("turn")
        assert (await phone.until("reply", 2))["text"] == "Your checking balance is 10 dollars."
        order = [t for t in phone.types() if t != "speech_started"]
        assert order == [
            "ready", "reply", "speech_stopped", "transcript", "reading", "route", "action", "reply",
            "turn",
        ]  # fmt: skip
        assert sum(s["ms"] for s in turn["stages"].values()) == pytest.approx(turn["v2v_ms"], abs=1)
        assert {e["call_id"] for e in phone.events} == {turn["call_id"]}
        times = [e["t_ms"] for e in phone.events]
        assert times == sorted(times)
        assert len(phone.audio) > 0


async def test_details_are_asked_for_over_several_turns(exchange: MakeExchange) -> None:
    lines = ("send $250 to Sarah", "on Friday", "yes")
    async with exchange(*lines) as line, line.phone() as phone:
        for count, expected in enumerate(("When?", "right?", "Sent 250 dollars to Sarah"), 2):
            await phone.say()
            assert expected in (await phone.until("reply", count))["text"]
            await asyncio.sleep(0.6)


async def test_knowledge_llm_and_fallback(exchange: MakeExchange) -> None:
    llm = ScriptedLlm(["Well, ", "that depends. ", "It is complicated."])
    async with exchange("the fees", "think hard about this", llm=llm) as line:
        async with line.phone() as phone:
            await phone.say()
            assert (await phone.until("reply", 2))["source"] == "knowledge:fees"
            await asyncio.sleep(0.4)
            await phone.say()
            await phone.until("turn", 2)
            await asyncio.sleep(0.5)
            said = " ".join(r["text"] for r in phone.all("reply") if r["source"] == "llm")
            assert said.split() == ["Well,", "that", "depends.", "It", "is", "complicated."]
            assert line.llm.asked[0][-1] == {"role": "user", "content": "think hard about this"}
    async with exchange("think hard about this") as line, line.phone() as phone:
        await phone.say()
        assert (await phone.until("reply", 2))["source"] == "fallback"
        assert phone.all("error")[0]["code"] == "llm"


async def test_barge_in_stops_the_agent_and_notes_what_was_spoken(
    exchange: MakeExchange, tmp_path: Path
) -> None:
    long = "one two three four five six seven eight nine ten " * 8
    says = playbook(tmp_path).says.model_copy(update={"greeting": long})
    book = playbook(tmp_path).model_copy(update={"says": says})
    async with exchange("my balance", book=book) as line, line.phone() as phone:
        await phone.until("reply")
        await asyncio.sleep(0.8)
        await phone.socket.send(speech(0.4))
        interrupted = await phone.until("interrupted")
        size = len(phone.audio)
        await asyncio.sleep(0.3)
        assert len(phone.audio) - size <= 2 * 16000 * 0.1, "the agent went on speaking"
        spoken = interrupted["spoken"]
        assert spoken
        assert long.startswith(spoken)
        assert len(spoken) < len(long) / 2


async def test_a_noise_that_cuts_the_agent_off_does_not_cost_the_rest(
    exchange: MakeExchange, tmp_path: Path
) -> None:
    long = "one two three four five six seven eight nine ten eleven twelve"
    says = playbook(tmp_path).says.model_copy(update={"greeting": long})
    book = playbook(tmp_path).model_copy(update={"says": says})
    async with exchange("", book=book) as line, line.phone() as phone:
        await phone.until("reply")
        await asyncio.sleep(0.2)
        await phone.say(0.3)
        interrupted = await phone.until("interrupted")
        again = await phone.until("reply", 2)
        assert f"{interrupted['spoken']} {again['text']}".strip() == long
        assert phone.all("turn") == []


async def test_a_yes_after_another_question_is_not_the_offer_of_a_person(
    exchange: MakeExchange, tmp_path: Path
) -> None:
    says = playbook(tmp_path).says.model_copy(update={"llm_fallback": "No. A colleague?"})
    book = playbook(tmp_path).model_copy(update={"says": says})
    lines = ("think hard about this", "the fees", "yes")
    async with exchange(*lines, book=book) as line, line.phone() as phone:
        for count in (1, 2, 3):
            await phone.say()
            await phone.until("route", count)
            await asyncio.sleep(0.6)
        assert [e["to"] for e in phone.all("route")] == ["llm", "retrieve", "clarify"]


async def test_a_guess_leaves_nothing_but_a_warm_voice(exchange: MakeExchange) -> None:
    async with exchange("my bal", "my bal") as line, line.phone() as phone:
        line.turns.complete = 0.1
        await phone.greeted()
        await phone.socket.send(speech(0.5) + silence(0.15))
        await phone.until("speech_stopped")
        await asyncio.sleep(0.1)
        assert line.stt.heard_ms, "recognition began at the pause"
        assert phone.types() == ["ready", "reply", "speech_started", "speech_stopped"]


async def test_speech_that_goes_on_after_the_turn_was_called_over_is_joined(
    exchange: MakeExchange,
) -> None:
    async with exchange("my", "my balance") as line, line.phone() as phone:
        slow = line.stt.transcribe

        def transcribe(audio: Any, rate_hz: int, *, asked: str = "", draft: str = "") -> Any:
            found = slow(audio, rate_hz)
            if found.text == "my":
                time.sleep(0.8)
            return found

        line.stt.transcribe = transcribe  # type: ignore[method-assign]
        await phone.socket.send(speech(0.5) + silence(0.4))
        await phone.until("speech_stopped")
        await asyncio.sleep(0.2)
        await phone.say(0.5)
        await phone.until("turn")
        assert [t["text"] for t in phone.all("transcript")] == ["my balance"]
        assert {t["turn"] for t in phone.all("transcript")} == {1}
        assert line.stt.heard_ms[-1] > 1300


async def test_an_action_is_done_once_although_the_caller_goes_on(
    exchange: MakeExchange, tmp_path: Path
) -> None:
    posted: list[Any] = []

    async def slow(request: web.Request) -> web.Response:
        posted.append(await request.json())
        await asyncio.sleep(0.6)
        return web.json_response({})

    async with web_server("/transfer", slow) as url:
        webhook = ActionSpec(webhook=f"{url}/transfer")
        book = playbook(tmp_path).model_copy(
            update={"actions": playbook(tmp_path).actions | {"transfer": webhook}}
        )
        lines = ("send $250 to Sarah", "on Friday", "yes", "that's right")
        async with exchange(*lines, book=book) as line, line.phone() as phone:
            for count in (2, 3):
                await phone.say()
                await phone.until("reply", count)
                await asyncio.sleep(0.6)
            await phone.say()
            await phone.until("route", 3)
            await phone.say()
            told = await phone.until("reply", 4)
            assert told["text"].startswith("Sent 250 dollars to Sarah")
            await asyncio.sleep(0.3)
            assert len(posted) == 1


async def test_handoff_has_a_brief_and_ends_the_call(exchange: MakeExchange) -> None:
    async with exchange("my balance", "give me a person") as line:
        async with line.phone() as phone:
            await phone.say()
            await phone.until("turn")
            await asyncio.sleep(0.5)
            await phone.say()
            brief = await phone.until("handoff")
            assert brief["escalation"] == "person"
            assert [t["text"] for t in brief["transcript"] if t["speaker"] == "caller"] == [
                "my balance",
                "give me a person",
            ]
            assert (await phone.until("ended"))["reason"] == "handoff"
        assert phone.closed == (1000, "handoff")
        await line.idle()
        assert await line.rows("select reason, turns from calls") == [("handoff", 2)]


async def test_the_record_has_every_turn_redacted(exchange: MakeExchange) -> None:
    async with exchange("my balance", "send $250 to Sarah") as line:
        async with line.phone() as phone:
            await phone.say()
            await phone.until("turn")
            await asyncio.sleep(0.5)
            await phone.say()
            await phone.until("turn", 2)
            await phone.socket.send('{"type": "hangup"}')
            await phone.until("ended")
        await line.idle()
        rows = await line.rows("select turn, transcript, route, v2v_ms from turns order by turn")
        assert [r[:3] for r in rows] == [
            (1, "my balance", "answer"),
            (2, "send $250 to [payee]", "answer"),
        ]
        assert all(r[3] > 0 for r in rows)
        assert await line.rows("select reason from calls") == [("caller_hangup",)]


async def test_garbage_is_answered_with_errors_and_the_call_goes_on(
    exchange: MakeExchange,
) -> None:
    async with exchange("my balance") as line, line.phone() as phone:
        for message in (b"\x01\x02\x03", "{", '{"type": "dance"}'):
            await phone.socket.send(message)
        await phone.until("error", 3)
        assert {e["code"] for e in phone.all("error")} == {"protocol"}
        await phone.say()
        await phone.until("turn")


async def test_an_oversized_message_closes_with_a_policy_code(exchange: MakeExchange) -> None:
    async with exchange() as line, line.phone() as phone:
        await phone.until("ready")
        await phone.socket.send(bytes(70000))
        assert (await phone.until("ended"))["reason"] == "protocol"
        await phone.socket.wait_closed()
        assert phone.socket.close_code == 1008
        assert "64 KiB" in (phone.socket.close_reason or "")


async def test_silence_is_asked_about_and_then_hung_up_on(exchange: MakeExchange) -> None:
    listen = ListenConfig(prompt_after_s=0.5, max_prompts=1)
    async with exchange(listen=listen) as line, line.phone() as phone:
        ended = await phone.until("ended")
        assert [r["text"] for r in phone.all("reply")] == [
            "Hello.", "Are you still there?", "Goodbye.",
        ]  # fmt: skip
        assert ended["reason"] == "caller_silent"


async def test_a_call_cut_in_the_middle_leaves_nothing_behind(exchange: MakeExchange) -> None:
    async with exchange(*["my balance"] * 20) as line:
        async with line.phone() as phone:
            await phone.say()
            await phone.until("turn")
        await line.idle()
        before = {task.get_name() for task in asyncio.all_tasks()}
        for seconds in (0.0, 0.2, 0.5):
            async with line.phone() as phone:
                await phone.until("ready")
                await phone.socket.send(speech(0.6) + silence(0.4))
                await asyncio.sleep(seconds)
                phone.socket.transport.abort()
            await line.idle()
        await asyncio.sleep(0.1)
        assert {task.get_name() for task in asyncio.all_tasks()} <= before
        reasons = [r[0] for r in await line.rows("select reason from calls")]
        assert reasons == ["caller_gone"] * 4


async def test_two_calls_do_not_disturb_each_other(exchange: MakeExchange) -> None:
    async with exchange("my balance", "my balance") as line:
        async with line.phone() as one, line.phone(8000) as two:
            await one.say()
            await one.until("turn")
            await asyncio.sleep(0.2)
            one.socket.transport.abort()
            await two.until("reply")
            for chunk in (speech(1.2), silence(1.0)):
                await two.socket.send(chunk)
            await two.until("turn")
            assert len({e["call_id"] for e in two.events}) == 1


async def test_keys_are_read_as_a_turn(exchange: MakeExchange) -> None:
    async with exchange() as line, line.phone() as phone:
        await phone.until("ready")
        await phone.socket.send('{"type": "dtmf", "digit": "0"}')
        assert (await phone.until("route"))["reason"] == "pressed 0"
        await phone.until("handoff")
