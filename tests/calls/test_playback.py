import pytest

from voice_agent.calls.playback import SLACK_MS, HeardClause, Playback

RATE = 1000


def playback(lead_ms: float = 0) -> Playback:
    p = Playback(rate_hz=RATE, lead_ms=lead_ms)
    p.begin()
    return p


def test_nothing_is_playing_before_a_reply() -> None:
    p = Playback(rate_hz=RATE, lead_ms=0)
    assert not p.playing
    assert not p.sent(100)
    assert p.heard().spoken == ""


def test_only_the_first_samples_of_a_reply_are_first() -> None:
    p = playback()
    p.queue("hello there", 1000)
    assert p.sent(20)
    assert not p.sent(20)
    p.begin()
    p.queue("again", 1000)
    assert p.sent(20)


def test_playing_until_all_clauses_are_sent_and_no_more_will_come() -> None:
    p = playback()
    assert not p.playing
    p.queue("one", 500)
    p.sent(500)
    assert p.playing, "another clause may come"
    p.end()
    assert not p.playing
    assert p.remaining_ms == 0


def test_an_interruption_splits_at_the_last_whole_word() -> None:
    p = playback()
    p.queue("Your balance is", 500)
    p.queue("one hundred and five dollars.", 1000)
    p.sent(500 + 450)
    heard = p.interrupt()
    assert heard.spoken == "Your balance is one hundred"
    assert heard.unspoken == "and five dollars."
    assert not p.playing
    assert not p.sent(20), "audio still on its way belongs to no reply"


def test_the_lead_has_not_been_heard_yet() -> None:
    p = playback(lead_ms=200)
    p.queue("one two three four five", 1000)
    p.sent(200)
    assert p.heard().spoken == ""
    p.sent(420)
    assert p.heard().spoken == "one two"


def test_silence_padded_behind_the_last_clause_does_no_harm() -> None:
    p = playback()
    p.queue("bye", 110)
    p.sent(120)
    p.end()
    assert p.heard().spoken == "bye"
    assert p.remaining_ms == 0


def test_what_is_left_to_send_in_ms() -> None:
    p = Playback(rate_hz=8000, lead_ms=0)
    assert p.remaining_ms == 0
    p.begin()
    p.queue("hello there", 4000)
    assert p.remaining_ms == 500
    p.sent(1600)
    assert p.remaining_ms == 300
    p.queue("again", 800)
    assert p.remaining_ms == 400
    p.sent(9999)
    assert p.remaining_ms == 0


def test_a_reply_is_open_until_it_ends_or_is_cut_off() -> None:
    p = Playback(rate_hz=RATE, lead_ms=0)
    assert p.open is False
    p.begin()
    assert p.open is True
    p.end()
    assert p.open is False
    p.begin()
    p.queue("hello", 100)
    p.interrupt()
    assert p.open is False
    p.queue("an echo", 100)
    p.sent(100)
    assert not p.playing, "nothing of it is left to play"


def test_a_new_reply_forgets_the_one_before() -> None:
    p = playback()
    p.queue("one two", 100)
    p.sent(100)
    p.begin()
    p.queue("three four", 100)
    assert (p.heard().spoken, p.heard().unspoken) == ("", "three four")
    assert p.remaining_ms == 100


def test_after_an_interruption_counting_begins_anew() -> None:
    p = playback()
    p.queue("one two", 100)
    p.sent(70)
    p.interrupt()
    p.begin()
    p.queue("three", 100)
    assert p.sent(10), "the first of this reply"
    assert p.remaining_ms == 90


def test_a_clause_that_streams_grows() -> None:
    p = playback()
    p.queue("one two", 100, "llm")
    p.queue("three four", 100, "llm")
    p.extend(300)
    assert p.remaining_ms == 500
    p.sent(100 + 200)
    assert p.heard().parts == (
        HeardClause("llm", "one two", ""),
        HeardClause("llm", "three", "four"),
    )


@pytest.mark.parametrize(
    ("sent", "spoken"),
    [
        # Ten characters in 100 samples: "ab" is over after 20, "cd" after 50, "efgh" after 100.
        (0, ""),
        (1, ""),
        (19, ""),
        (20, "ab"),
        (49, "ab"),
        (50, "ab cd"),
        (99, "ab cd"),
        (100, "ab cd efgh"),
        (101, "ab cd efgh"),
    ],
)
def test_a_word_was_heard_when_its_last_sample_was(sent: int, spoken: str) -> None:
    p = playback()
    p.queue("ab cd efgh", 100)
    p.sent(sent)
    heard = p.heard()
    assert heard.spoken == spoken
    assert f"{heard.spoken} {heard.unspoken}".strip() == "ab cd efgh"


def test_the_lead_is_counted_in_samples_of_the_line() -> None:
    p = Playback(rate_hz=8000, lead_ms=60)
    p.begin()
    p.queue("ab", 100)
    p.sent(100 + 479)
    assert p.heard().spoken == ""
    p.sent(1)
    assert p.heard().spoken == "ab"


def test_a_clause_without_samples_counts_as_heard_once_reached() -> None:
    p = playback()
    p.queue("", 0)
    p.queue(" ab ", 100)
    p.sent(100)
    assert p.heard().spoken == "ab"


def told(reached: int | None, sent: int = 300) -> str:
    """What counts as heard of three words of 100 samples, when the carrier tells a place."""
    p = Playback(rate_hz=1000, lead_ms=60)
    p.begin()
    p.queue("ab cd ef", 300)
    p.sent(sent)
    if reached is not None:
        p.reached(reached)
    return p.heard().spoken


def test_what_the_carrier_has_played_counts() -> None:
    assert told(None) == "ab cd"
    assert told(120) == "ab"
    assert told(0) == "ab cd"
    assert told(10_000) == "ab cd", "no caller has heard what was not sent"


def test_a_line_that_stalls_is_not_heard_for_long() -> None:
    p = Playback(rate_hz=1000, lead_ms=60)
    p.begin()
    p.queue(" ".join("ab" for _ in range(20)), 2000)
    p.sent(200)
    p.reached(140)
    p.sent(1800)
    assert len(p.heard().spoken.split()) == (140 + SLACK_MS) // 100


def test_marks_of_what_was_dropped_do_not_count() -> None:
    p = Playback(rate_hz=1000, lead_ms=60)
    p.begin()
    p.queue("ab cd ef", 300)
    p.sent(200)
    p.interrupt()
    p.reached(200)
    p.begin()
    p.queue("gh", 100)
    p.sent(100)
    p.sent(60)
    assert p.heard().spoken == "gh"


def test_every_sample_of_the_call_is_counted() -> None:
    p = Playback(rate_hz=RATE, lead_ms=0)
    assert (p.total, p.rate_hz, p.begun) == (0, RATE, 0)
    p.sent_beside(30)
    p.sent(20)
    p.begin()
    p.queue("one", 100)
    p.sent(50)
    p.interrupt()
    p.begin()
    assert (p.total, p.begun) == (100, 2)


def test_the_last_sample_that_was_sent_may_be_reached() -> None:
    p = playback(lead_ms=60)
    p.queue("ab cd ef", 300)
    p.sent(200)
    p.reached(100)
    assert p.heard().spoken == "ab"
    # At the end only the lead is assumed to be on its way, as where a carrier tells nothing.
    p.reached(200)
    assert p.heard().spoken == "ab"
    p.sent(60)
    assert p.heard().spoken == "ab cd"


def test_a_place_that_is_told_late_changes_nothing() -> None:
    p = playback(lead_ms=60)
    p.queue("ab cd ef", 300)
    p.sent(300)
    p.reached(220)
    assert p.heard().spoken == "ab cd"
    p.reached(90)
    assert p.heard().spoken == "ab cd"


def test_a_carrier_may_tell_of_the_first_sample() -> None:
    p = playback()
    p.queue("ab cd", 100)
    p.sent(100)
    p.reached(1)
    assert p.heard().spoken == ""


def test_places_before_an_interruption_do_not_count_and_the_first_after_it_does() -> None:
    p = playback(lead_ms=60)
    p.queue("ab cd", 200)
    p.sent(200)
    p.interrupt()
    p.begin()
    p.queue("gh ij", 200)
    p.sent(200)
    p.reached(200)
    assert p.heard().spoken == "gh"
    p.reached(201)
    assert p.heard().spoken == ""


def test_what_has_not_been_made_yet_is_unheard() -> None:
    p = playback()
    p.expect([("one two", "playbook"), ("three", "playbook"), ("four", "knowledge:a.md")])
    p.queue("one two", 100, "playbook")
    p.sent(100)
    assert p.heard().unspoken == "three four"
    assert p.interrupt().parts[-1] == HeardClause("knowledge:a.md", "", "four")
    assert p.heard().parts == (), "the rest is forgotten with the reply"


def test_a_clause_that_could_not_be_spoken_is_expected_no_more() -> None:
    p = playback()
    p.expect([("one", ""), ("two", ""), ("three", "")])
    p.queue("two", 100)
    assert p.heard().unspoken == "two three"
    p.queue("a filler", 100)
    assert p.heard().unspoken == "two a filler three"
    p.end()
    assert p.heard().unspoken == "two a filler"
    p.expect([("three", "")])
    p.begin()
    assert p.heard().unspoken == ""
