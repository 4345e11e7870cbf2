"""The small bank's calls, turn by turn, for tests of what the playbook does next."""

from __future__ import annotations

from fakes import TODAY, entity, playbook, reading

from voice_agent.core.turn import Response, TurnReading
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.interpret import interpret
from voice_agent.dialogue.moves import answer
from voice_agent.dialogue.state import CONFIRM, DialogueState, Move
from voice_agent.dialogue.tasks import finish_task
from voice_agent.playbook import Playbook


def with_more() -> Playbook:
    """The small bank, with an order to cancel and an address to change."""
    data = playbook().model_dump()
    data["entities"] |= {
        "holder": {"kind": "name", "full": True},
        "postcode": {"kind": "postcode", "region": "GB"},
    }
    data["intents"] |= {
        "stop_transfer": {
            "confirm": "I can stop your last transfer. Shall I do that?",
            "answer": "I have stopped it.",
        },
        "new_holder": {
            "details": {
                "holder": {"ask": "Your full name?"},
                "postcode": {"ask": "And your postcode?"},
            },
            "answer": "Thank you, {holder}, {postcode}.",
        },
    }
    return Playbook.model_validate(data)


BOOK = with_more()
AMOUNT = entity("amount", "$250", {"amount": 250.0, "currency": "USD"})
PAYEE = entity("payee", "Sarah", "Sarah")
FRIDAY = entity("date", "on Friday", "2026-11-27")
FIFTY = entity("amount", "$50", {"amount": 50.0, "currency": "USD"})
TOM = entity("payee", "Tom", "Tom")


def response(state: DialogueState, read: TurnReading) -> Response:
    return interpret(BOOK, TurnContext(state, TODAY), read)


def moved(state: DialogueState, read: TurnReading) -> Move:
    return answer(BOOK, state, read, response(state, read), TODAY)


def turn(state: DialogueState, *args: object, **kwargs: object) -> Move:
    return moved(state, reading(*args, **kwargs))  # type: ignore[arg-type]


def transfer_until_confirm() -> DialogueState:
    first = turn(DialogueState(), "send $250 to Sarah", "transfer", entities=[AMOUNT, PAYEE])
    assert first.text == "When?"
    second = turn(first.state, "on Friday", entities=[FRIDAY])
    assert second.state.awaiting == CONFIRM
    return second.state


def bank(**keys: dict[str, object]) -> Playbook:
    """The small bank with further keys of intents and details."""
    data = BOOK.model_dump()
    for name, given in keys.items():
        intent, _, detail = name.partition("__")
        place = data["intents"][intent]
        (place["details"][detail] if detail else place).update(given)
    return Playbook.model_validate(data)


def of(book: Playbook, state: DialogueState, *args: object, **kwargs: object) -> Move:
    """Return the move of a playbook for a turn."""
    read = reading(*args, **kwargs)  # type: ignore[arg-type]
    return answer(book, state, read, interpret(book, TurnContext(state, TODAY), read), TODAY)


def sent(book: Playbook) -> DialogueState:
    """The conversation after a transfer."""
    confirmed = turn(transfer_until_confirm(), "yes").state
    return finish_task(book, confirmed, {}, TODAY).state
