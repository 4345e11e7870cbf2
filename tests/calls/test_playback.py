from voice_agent.calls.playback import Playback

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
