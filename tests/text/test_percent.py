from voice_agent.text.percent import percent


def test_a_share_is_shown_without_the_sign() -> None:
    assert [percent(share) for share in (0.5, 1.0, 0.12345, None)] == ["50.0", "100.0", "12.3", ""]
    assert percent(0.12345, 2) == "12.35"
