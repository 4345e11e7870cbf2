from voice_agent.transport.pacing import LEAD_MS, Pacer, lead_ms

CHUNK_S = 0.02


def sent_at(pacer: Pacer, chunks: int, *, begin: float = 0.0) -> list[float]:
    """When each chunk leaves, when each is sent as soon as it is due."""
    now, times = begin, []
    for _ in range(chunks):
        times.append(round(now, 6))
        now = pacer.sent(now, CHUNK_S)
    return times


def test_the_lead_goes_out_at_once_and_the_rest_in_real_time() -> None:
    assert LEAD_MS == 60.0
    assert sent_at(Pacer(), 7) == [0.0, 0.0, 0.0, 0.0, 0.02, 0.04, 0.06]


def test_a_late_sender_catches_up_to_the_lead_and_no_further() -> None:
    pacer = Pacer()
    for _ in range(4):
        pacer.sent(0.0, CHUNK_S)
    # The caller has heard everything at 0.08 and hears silence until the next chunk at 5.
    assert sent_at(pacer, 5, begin=5.0) == [5.0, 5.0, 5.0, 5.0, 5.02]


def test_a_sender_a_little_late_loses_nothing() -> None:
    pacer = Pacer()
    for _ in range(4):
        pacer.sent(0.0, CHUNK_S)
    # At 0.05 there are 30 ms left of 80: one chunk and a half until the lead is full again.
    assert [round(pacer.sent(0.05, CHUNK_S), 6) for _ in range(3)] == [0.05, 0.06, 0.08]


def test_the_caller_has_yet_to_hear_what_is_ahead_of_real_time() -> None:
    pacer = Pacer()
    assert pacer.ahead_s(5.0) == 0.0
    for _ in range(3):
        pacer.sent(0.0, CHUNK_S)
    assert [round(pacer.ahead_s(now), 6) for now in (0.0, 0.05, 0.5)] == [0.06, 0.01, 0.0]
    pacer.clear()
    assert pacer.ahead_s(0.0) == 0.0


def test_a_cleared_line_is_empty() -> None:
    pacer = Pacer()
    for _ in range(4):
        pacer.sent(0.0, CHUNK_S)
    pacer.clear()
    assert sent_at(pacer, 5, begin=0.01) == [0.01, 0.01, 0.01, 0.01, 0.03]


def test_without_a_lead_each_chunk_waits_for_the_one_before() -> None:
    assert sent_at(Pacer(lead_ms=0.0), 3) == [0.0, 0.02, 0.04]


def test_as_much_is_left_when_a_larger_chunk_is_due() -> None:
    for chunk_ms in (20, 40):
        pacer = Pacer(lead_ms(chunk_ms))
        due = [pacer.sent(0.0, chunk_ms / 1000) for _ in range(4)][-1]
        assert 4 * chunk_ms - 1000 * due == 40 + chunk_ms
    assert lead_ms(20) == LEAD_MS
