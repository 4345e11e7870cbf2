from voice_agent.knowledge.bm25 import WordIndex

INDEX = WordIndex([["fee", "card"], ["fee", "wire", "wire"], ["hour"]])


def test_rare_and_repeated_terms_count_more() -> None:
    assert INDEX.scores(["fee"]).keys() == {0, 1}
    scores = INDEX.scores(["fee", "wire"])
    assert scores[1] > scores[0] > 0
    assert INDEX.scores(["wire"])[1] > INDEX.scores(["fee"])[1]


def test_a_term_counts_once_however_often_it_is_said() -> None:
    assert INDEX.scores(["fee", "fee"]) == INDEX.scores(["fee"])


def test_a_term_that_no_document_has_is_the_rarest() -> None:
    assert INDEX.scores(["moon"]) == {}
    assert not INDEX.knows("moon")
    assert INDEX.rarity("moon") > INDEX.rarity("hour") > INDEX.rarity("fee")


def test_which_documents_have_a_term() -> None:
    assert set(INDEX.documents("fee")) == {0, 1}
    assert INDEX.has(2, "hour")
    assert not INDEX.has(0, "hour")
    assert set(INDEX.documents("moon")) == set()


def test_nothing_indexed_finds_nothing() -> None:
    assert WordIndex([]).scores(["fee"]) == {}
