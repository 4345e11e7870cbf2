import pytest

from voice_agent.core.errors import ProtocolError
from voice_agent.testing.wire import MemoryWire
from voice_agent.transport.base import KEYS, MAX_TYPED, Key, Refusal, Text, close_with_reason


def test_all_keys_of_a_telephone_can_be_pressed() -> None:
    assert {Key(digit).digit for digit in KEYS} == set("0123456789*#")


@pytest.mark.parametrize("digit", ["", "A", "10", "x", "٣"])
def test_nothing_else_can(digit: str) -> None:
    with pytest.raises(ProtocolError, match="0-9"):
        Key(digit)


@pytest.mark.parametrize("text", ["x", " x ", "x" * MAX_TYPED, f" {'x' * MAX_TYPED} "])
def test_a_turn_can_be_typed(text: str) -> None:
    assert Text(text).text == text


@pytest.mark.parametrize("text", ["", " \n", "x" * (MAX_TYPED + 1)])
def test_nothing_and_too_much_cannot(text: str) -> None:
    with pytest.raises(ProtocolError, match="1 to 2000 characters"):
        Text(text)


@pytest.mark.parametrize(
    ("refusal", "closed"),
    [
        (Refusal("busy", "all lines are busy"), (1013, "all lines are busy")),
        (Refusal("not_ready", "models are loading"), (1013, "models are loading")),
        (Refusal("protocol", "not a call"), (1008, "not a call")),
    ],
)
async def test_a_websocket_caller_is_refused_by_close_code(
    refusal: Refusal, closed: tuple[int, str]
) -> None:
    wire = MemoryWire()
    await close_with_reason(wire, refusal)
    assert wire.closed == closed
