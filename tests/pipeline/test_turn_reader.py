"""A turn is read as often as the parts of it ask for."""

from __future__ import annotations

from datetime import date

import pytest
from coffee_shop import shop
from fakes import entity, playbook, reading
from stages import make_call

from voice_agent.core.chain import EngineHandle
from voice_agent.core.engines import EngineInfo
from voice_agent.core.turn import Transcript, TurnReading
from voice_agent.dialogue.state import OFFER, DialogueState
from voice_agent.pipeline.turn_reader import TurnReader, Understanding

pytestmark = pytest.mark.virtual_time

READ_BACK = DialogueState(task="transfer", awaiting="confirm")
BALANCE = "tell me my balance"


class Reader:
    """Reads a turn that only asks for the balance, or sends something; any other is a denial.

    Attributes:
        read_texts: All that was read, in order.
        asked: What the agent had said, each time.
    """

    def __init__(self) -> None:
        self.info = EngineInfo("fake")
        self.read_texts: list[str] = []
        self.asked: list[str] = []

    async def read(
        self, transcript: Transcript, *, asked: str = "", today: date | None = None
    ) -> TurnReading:
        self.read_texts.append(transcript.text.strip())
        self.asked.append(asked)
        if transcript.text.strip() in (BALANCE, "what is my balance"):
            return reading(transcript.text, "balance", act="request")
        act = "request" if "send" in transcript.text else "deny"
        return reading(transcript.text, "transfer", act=act)


async def understood(
    text: str, state: DialogueState = DialogueState(), engine: Reader | None = None, **phrases: str
) -> Understanding:
    call = make_call()
    call.open_turn()
    call.conversation.state = state
    named = {intent: [phrase] for intent, phrase in phrases.items()}
    call.playbook = playbook().model_copy(update={"phrases": named})
    handle = EngineHandle("slm", engine or Reader())
    reader = TurnReader(call, handle, 400, call.context(), guess=False)
    return await reader.understand(Transcript(text, 0.9))


async def test_a_turn_with_two_requests_is_read_in_parts() -> None:
    engine, text = Reader(), "what is my balance and then send money to Tom"
    read, _ = await understood(text, engine=engine)
    assert [part.intent for part in read.requests] == ["balance", "transfer"]
    assert read.transcript.text == text
    assert engine.read_texts == [text, "what is my balance", "send money to Tom"]


async def test_a_turn_with_one_request_is_read_once() -> None:
    engine = Reader()
    await understood(BALANCE, engine=engine)
    assert engine.read_texts == [BALANCE]


async def test_what_is_asked_for_instead_of_the_task_is_read_by_itself() -> None:
    text = f"no, leave that, and {BALANCE}"
    read, response = await understood(text, READ_BACK)
    assert (read.intent, read.transcript.text) == ("balance", text)
    assert (response.kind, response.leaves) == ("aside", True)


async def test_who_only_gives_up_on_the_task_asks_for_nothing_instead() -> None:
    _, response = await understood("leave that, I will call again some day", READ_BACK)
    assert response.kind == "leave"


async def test_what_is_asked_not_to_be_done_is_not_done_and_the_rest_is_read() -> None:
    read, response = await understood(f"don't send anything to Tom, {BALANCE}")
    assert (read.intent, response.kind) == ("balance", "none")


async def test_a_phrase_of_the_playbook_is_its_task_unless_a_question_is_open() -> None:
    read, _ = await understood("Self balance", balance="self balance")
    assert read.intent == "balance"
    asked = DialogueState(task="transfer", awaiting="payee")
    read, _ = await understood("Self balance", asked, balance="self balance")
    assert read.intent == "transfer"


async def test_beside_the_offer_of_a_person_a_turn_is_read_by_itself() -> None:
    engine, said = Reader(), "Shall I get a colleague?"
    for awaiting in (OFFER, None):
        await understood(BALANCE, DialogueState(awaiting=awaiting, last_reply=said), engine)
    assert engine.asked == ["", said]


@pytest.mark.parametrize(("text", "sure"), [("two lattes", True), ("fifty lattes", False)])
async def test_more_than_can_be_done_is_not_done_in_part(text: str, sure: bool) -> None:
    class Waiter(Reader):
        async def read(
            self, transcript: Transcript, *, asked: str = "", today: date | None = None
        ) -> TurnReading:
            said = transcript.text
            latte = entity("drink", "lattes", "latte", said)
            return reading(said, "order", act="request", entities=[latte])

    call = make_call()
    call.open_turn()
    call.playbook = shop()
    reader = TurnReader(call, EngineHandle("slm", Waiter()), 400, call.context(), guess=False)
    read, _ = await reader.understand(Transcript(text, 0.9))
    assert (read.confidence > 0.5, len(read.requests)) == (sure, 2 if sure else 0)
