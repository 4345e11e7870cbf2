from __future__ import annotations

import random
from itertools import permutations

from voice_agent.transport.sequence import GIVE_UP, HELD, Sequence

RATE_HZ = 8000
STEP_MS = 20.0


def packet(number: int) -> bytes:
    """20 ms whose samples say which packet they are."""
    return (number + 1).to_bytes(2, "little") * 160


SILENCE = bytes(320)


def heard(*numbers: int, base: float = 0) -> list[int]:
    """Push packets in an order; return the numbers of what comes out, 0 for silence, from 1."""
    sequence = Sequence(RATE_HZ)
    audio = b"".join(sequence.push(base + n * STEP_MS, STEP_MS, packet(n)) for n in numbers)
    return [
        int.from_bytes(audio[start : start + 2], "little") for start in range(0, len(audio), 320)
    ]


def test_a_stream_in_order_passes_at_once() -> None:
    sequence = Sequence(RATE_HZ)
    for number in range(5):
        assert sequence.push(119 + number * STEP_MS, STEP_MS, packet(number)) == packet(number)


def test_packets_that_overtook_each_other_are_put_back() -> None:
    assert heard(0, 2, 1, 3) == [1, 2, 3, 4]
    assert heard(0, 3, 2, 1, 4) == [1, 2, 3, 4, 5]


def test_what_is_lost_is_as_much_silence() -> None:
    assert heard(0, 2, 3, 4, 5) == [1, 0, 3, 4, 5, 6]
    assert heard(0, *range(4, 9)) == [1, 0, 0, 0, 5, 6, 7, 8, 9]


def test_silence_in_place_of_what_is_lost_is_bounded() -> None:
    assert heard(0, *range(1000, 1000 + HELD + 1)).count(0) == 50


def test_a_packet_that_comes_twice_or_too_late_is_left_out() -> None:
    assert heard(0, 1, 1, 0, 2) == [1, 2, 3]
    assert heard(0, 2, 2, 1, 3) == [1, 2, 3, 4]
    assert heard(0, 2, 3, 4, 5, 1, 6) == [1, 0, 3, 4, 5, 6, 7]


def test_a_clock_that_drifts_loses_nothing() -> None:
    sequence = Sequence(RATE_HZ)
    places = [number * 20.02 + (number % 3) * 4 for number in range(500)]
    audio = b"".join(sequence.push(at, STEP_MS, packet(7)) for at in places)
    assert audio == packet(7) * 500


def test_places_that_mean_nothing_are_given_up() -> None:
    sequence = Sequence(RATE_HZ)
    audio = b"".join(sequence.push(0, STEP_MS, packet(n)) for n in range(100))
    assert len(audio) >= (100 - GIVE_UP) * 320
    assert sequence.push(0, STEP_MS, packet(1)) == packet(1)


def test_packets_without_a_place_are_taken_as_they_come() -> None:
    sequence = Sequence(RATE_HZ)
    assert sequence.push(None, STEP_MS, packet(1)) == packet(1)
    sequence.push(0, STEP_MS, packet(2))
    assert sequence.push(60, STEP_MS, packet(3)) == b""
    assert sequence.push(None, STEP_MS, packet(4)) == packet(3) + packet(4)


def test_any_places_give_bounded_audio_and_are_never_held_for_long() -> None:
    chance = random.Random(5)
    for _ in range(200):
        sequence = Sequence(RATE_HZ)
        most = chance.choice([5, 100, 10_000, 10**15])
        places = [chance.choice([None, chance.randint(0, most)]) for _ in range(80)]
        back = sum(len(sequence.push(at, STEP_MS, packet(1))) for at in places)
        assert back <= len(places) * (320 + 2 * RATE_HZ)


def test_packets_that_wait_for_one_come_out_in_order() -> None:
    for order in permutations(range(1, 1 + HELD)):
        assert heard(0, *order, *range(1 + HELD, 8)) == list(range(1, 9))


def test_a_filler_makes_what_is_heard_in_place_of_what_is_lost() -> None:
    class Filler:
        def fill(self, size: int) -> bytes:
            return b"lo" * (size // 2)

        def join(self, pcm: bytes) -> bytes:
            return pcm.upper()

    sequence = Sequence(RATE_HZ, Filler())
    places = (0, 2, 3, 4, 5)
    heard = b"".join(sequence.push(place, 1, b"abcd") for place in places)
    assert heard == b"ABCD" + b"lolo" + b"ABCD" * 4
