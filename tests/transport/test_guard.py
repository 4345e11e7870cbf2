import pytest

from voice_agent.core.errors import ProtocolError
from voice_agent.testing.wire import MemoryWire
from voice_agent.transport.guard import (
    MAX_MESSAGE_BYTES,
    MESSAGES_AT_ONCE,
    MESSAGES_PER_S,
    PROBLEMS_AT_ONCE,
    Allowance,
    Guard,
    SizeLimit,
    Violation,
)

SECOND = bytes(32000)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class TestAllowance:
    def test_what_is_saved_up_can_be_spent_at_once_and_overdrawn_once(self) -> None:
        allowance = Allowance(1.0, 3.0, Clock())
        assert [allowance.spend(1.0) for _ in range(6)] == [True] * 4 + [False] * 2

    def test_it_refills_with_time_but_not_beyond_what_can_be_saved(self) -> None:
        clock = Clock()
        allowance = Allowance(2.0, 3.0, clock)
        assert allowance.spend(4.0)
        clock.now += 0.4
        assert not allowance.spend(1.0)
        clock.now += 0.1
        assert allowance.spend(1.0)
        clock.now += 1000.0
        assert [allowance.spend(2.0) for _ in range(3)] == [True, True, False]

    def test_what_is_refused_costs_nothing(self) -> None:
        clock = Clock()
        allowance = Allowance(1.0, 0.0, clock)
        assert allowance.spend(1.0)
        assert not any(allowance.spend(1.0) for _ in range(50))
        clock.now += 1.0
        assert allowance.spend(1.0)


class TestAudio:
    def test_ten_seconds_ahead_of_real_time_are_taken_until_time_catches_up(self) -> None:
        clock = Clock()
        guard = Guard(clock)
        for _ in range(11):
            guard.audio(SECOND)
        for _ in range(3):
            with pytest.raises(ProtocolError, match="10 s ahead of real time"):
                guard.audio(SECOND)
        clock.now += 1.0
        guard.audio(SECOND)
        with pytest.raises(ProtocolError):
            guard.audio(SECOND)

    def test_a_pause_earns_no_credit(self) -> None:
        clock = Clock()
        guard = Guard(clock)
        guard.audio(SECOND)
        clock.now += 600.0
        for _ in range(11):
            guard.audio(SECOND)
        with pytest.raises(ProtocolError):
            guard.audio(SECOND)

    def test_real_time_is_never_refused(self) -> None:
        clock = Clock()
        guard = Guard(clock)
        for _ in range(10_000):
            clock.now += 0.02
            guard.audio(bytes(640))


class TestMessages:
    def test_more_than_a_burst_is_dropped_and_the_rate_is_taken_again(self) -> None:
        clock = Clock()
        guard = Guard(clock)
        for _ in range(MESSAGES_AT_ONCE + 1):
            guard.message()
        with pytest.raises(ProtocolError, match="500 messages a second"):
            guard.message()
        clock.now += 1.0
        for _ in range(MESSAGES_PER_S):
            guard.message()
        with pytest.raises(ProtocolError):
            guard.message()


class TestProblems:
    def test_a_client_is_told_its_mistakes_but_not_without_end(self) -> None:
        clock = Clock()
        guard = Guard(clock)
        error = ProtocolError("what?")
        told = [guard.problem(error) for _ in range(1000)]
        assert len([problem for problem in told if problem]) == PROBLEMS_AT_ONCE + 1
        assert told[0] is not None
        assert (told[0].error, told[0].fatal) == (error, False)
        clock.now += 1.0
        assert guard.problem(error) is not None

    def test_a_violation_is_always_told_and_ends_the_call(self) -> None:
        guard = Guard(Clock())
        for _ in range(1000):
            guard.problem(ProtocolError("what?"))
        problem = guard.problem(Violation("too much"))
        assert problem is not None
        assert problem.fatal


class TestSize:
    @pytest.mark.parametrize("message", [bytes(MAX_MESSAGE_BYTES), "x" * MAX_MESSAGE_BYTES])
    async def test_a_message_of_64_kib_passes(self, message: str | bytes) -> None:
        wire = MemoryWire({"rate": "8000"})
        limited = SizeLimit(wire)
        wire.put(message)
        assert await limited.receive() == message
        assert limited.query == {"rate": "8000"}
        assert limited.headers is wire.headers

    @pytest.mark.parametrize("message", [bytes(MAX_MESSAGE_BYTES + 1), "x" * 70_000])
    async def test_a_larger_one_is_a_violation(self, message: str | bytes) -> None:
        wire = MemoryWire()
        wire.put(message)
        with pytest.raises(Violation, match="64 KiB"):
            await SizeLimit(wire).receive()

    async def test_the_rest_of_the_wire_is_as_it_was(self) -> None:
        wire = MemoryWire()
        limited = SizeLimit(wire)
        await limited.send("hello")
        await limited.close(1000, "bye")
        wire.hang_up()
        assert await limited.receive() is None
        assert (wire.sent, wire.closed) == (["hello"], (1000, "bye"))
