from voice_agent.stt.agreement import LocalAgreement


def test_a_word_is_certain_once_two_hypotheses_in_a_row_have_it() -> None:
    agreement = LocalAgreement()
    assert agreement.push("I want to") == ("", "I want to")
    assert agreement.push("I want two coffees") == ("I want", "two coffees")
    assert agreement.push("I want two coffees please") == ("I want two coffees", "please")


def test_case_and_punctuation_are_no_disagreement() -> None:
    agreement = LocalAgreement()
    agreement.push("A latte.")
    assert agreement.push("a latte, please") == ("a latte,", "please")


def test_certain_words_are_never_taken_back() -> None:
    agreement = LocalAgreement()
    agreement.push("send two hundred")
    agreement.push("send two hundred")
    assert agreement.push("lend two hundred dollars") == ("send two hundred", "dollars")
    assert agreement.push("") == ("send two hundred", "")
