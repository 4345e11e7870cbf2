"""Names that letters may be misheard for."""

from __future__ import annotations

from voice_agent.language.en.entities.similar_names import is_commonest, similar_names


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


def test_the_commonest_way_to_write_what_a_name_sounds_like() -> None:
    assert is_commonest("zane", family=False)
    assert is_commonest("smith", family=True)
    assert is_commonest("kowalski", family=True)
    assert not is_commonest("kowalski", family=False), "no given name"
    assert not is_commonest("jon", family=False), "john is commoner"
    assert not is_commonest("chitargi", family=True)
