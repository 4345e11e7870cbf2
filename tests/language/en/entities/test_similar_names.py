"""Names that letters may be misheard for."""

from __future__ import annotations

from voice_agent.language.en.entities.similar_names import similar_names


def test_one_or_both_parts_are_of_a_list() -> None:
    assert "elisetaylor" in similar_names("elisepaylor")
    assert "beatrizkim" in similar_names("beatrickim")
    # The family name is in no list.
    assert "carloquressi" in similar_names("arlowquressi")
    assert "jensen" in similar_names("jenfen")


def test_few_and_never_the_same() -> None:
    for letters in ("jensen", "", "x", "4477", "Zane Robles", "q" * 40):
        found = similar_names(letters)
        assert len(found) <= 12
        assert letters.lower() not in found
    assert similar_names("") == similar_names("x") == ()
