from voice_agent.turns.dtmf import MAX_KEYS, PAUSE_MS, KeyEntry


def test_digits_are_one_entry_until_hash() -> None:
    entry = KeyEntry()
    assert [entry.press(k, expects_digits=True) for k in "447#"] == [None, None, None, "447"]
    assert entry.press("#", expects_digits=True) is None


def test_a_pause_ends_an_entry() -> None:
    entry = KeyEntry()
    assert entry.passed(10 * PAUSE_MS) is None
    entry.press("4", expects_digits=True)
    assert entry.passed(PAUSE_MS - 1) is None
    assert entry.passed(1) == "4"
    assert entry.passed(PAUSE_MS) is None


def test_zero_calls_the_operator_unless_digits_are_expected() -> None:
    assert KeyEntry().press("0", expects_digits=False) == "0"
    assert KeyEntry().press("0", expects_digits=True) is None


def test_an_endless_entry_is_cut() -> None:
    entry = KeyEntry()
    taken = [entry.press("1", expects_digits=False) for _ in range(MAX_KEYS)]
    assert taken[-1] == "1" * MAX_KEYS
