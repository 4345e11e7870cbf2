"""Names that letters may be misheard for."""

from __future__ import annotations

from voice_agent.language.en.entities.similar_names import similar_names


def test_one_or_both_parts_are_of_a_list() -> None:
    assert "elisetaylor" in similar_names("elisepaylor")
    assert "beatrizkim" in similar_names("beatrickim")
    # The family name is in no list.
    assert "harlowkathale" in similar_names("arlowkathale")
    assert "jensen" in similar_names("jenfen")


def test_the_fewest_letters_are_taken_for_misheard() -> None:
    """A commoner name of which more letters differ is the less likely one."""
    found = similar_names("arlowquressi")
    assert found.index("arlowqureshi") < found.index("marlowuresti")
    assert found[0] == "harlowqureshi"


def test_few_and_never_the_same() -> None:
    for letters in ("jensen", "", "x", "4477", "Zane Robles", "q" * 40):
        found = similar_names(letters)
        assert len(found) <= 12
        assert letters.lower() not in found
    assert similar_names("") == similar_names("x") == ()
