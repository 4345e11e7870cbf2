"""What looks personal in English text, and what only resembles it."""

from __future__ import annotations

import re

import pytest

from voice_agent.language.en.redaction import redactions
from voice_agent.text.word_lists import words


def redacted(text: str) -> str:
    for redaction in redactions:
        if not redaction.asked:
            text = redaction.replace(text)
    return text


@pytest.mark.parametrize(
    "shown",
    [
        "write to <jo.smith+x@mail.co.uk> please",
        "<JO@A-B.com>.",
        "<a_b@c.de>, or <jo-an@x.y.z>",
        "it is <jo at mail dot com> please",
        "<jo dot smith at gmail dot com>",
        "<jo underscore smith at gmail dot co dot uk> thanks",
        "<jo dash smith AT gmail DOT com>",
        "<j.smith at mail dot com>",
    ],
)
def test_an_address_is_replaced_as_a_whole(shown: str) -> None:
    assert redacted(re.sub("[<>]", "", shown)) == re.sub("<.*?>", "[email]", shown)


@pytest.mark.parametrize("text", ["meet me at the bank", "jo@home", "at gmail", "jo at gmail dot"])
def test_no_address(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize(
    "shown",
    [
        "my card is <4929 1234 5678 9012> ok",
        "<4929-1234-5678-9012>.",
        "call <+1 (555) 123-4567> now",
        "pin <1234>",
        "it is <1.2.3.4> or so",
        "<1 - 2 - 3 - 4>",
        "in <1984>, <12345>",
        "<2500> pesos",
    ],
)
def test_four_digits_or_more_are_replaced_however_they_are_grouped(shown: str) -> None:
    assert redacted(re.sub("[<>]", "", shown)) == re.sub("<.*?>", "[digits]", shown)


@pytest.mark.parametrize(
    "text",
    [
        "the 123 bus",
        "12 3, no 5",
        "12    34",
        "send $2500 on the 15th",
        "send 2500 dollars",
        "send 2500dollars",
        "send 2500  bucks",
        "a1234",
        "12345th",
        "at 3:30",
        "A P R and A T M",
        "see you at five p m",
        "the name is wrong, my name is not Bob",
        "my passcode is not working",
        "one thousand two hundred thirty four dollars and fifty six cents",
        "December twenty five twenty twenty six",
        "golf and tango",
    ],
)
def test_amounts_times_and_short_numbers_stay(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize(
    "word",
    ["zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
     "double", "triple", "treble", "7"],
)  # fmt: skip
def test_four_spoken_digits_in_a_row_are_replaced(word: str) -> None:
    assert redacted(f"it is one, {word} - two {word} ok") == "it is [digits] ok"
    assert redacted(f"It is One {word.upper()} two three") == "It is [digits]"
    assert redacted(f"{word} one {word}") == f"{word} one {word}", "three are no number yet"
    assert redacted(f"one two three{word}x") == f"one two three{word}x"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            "my card is forty one eleven eleven eleven eleven eleven eleven eleven",
            "my card is [digits]",
        ),
        ("the security code is one two three", "the security code is [digits]"),
        ("cvv 123", "cvv [digits]"),
        (
            "my social is one twenty three forty five sixty seven eighty nine",
            "my social is [digits]",
        ),
        ("it's four one one, then one one one, then one", "it's [digits]"),
        ("my pin is forty four seventy one", "my pin is [digits]"),
        ("the last four digits are forty four seventy seven", "the last four digits are [digits]"),
        ("it's j o h n at g mail dot com", "it's [email]"),
        ("john smith all one word at outlook dot com", "[email]"),
        ("mike the number two at aol dot com", "[email]"),
        ("john at sign example dot com", "[email]"),
        (
            "my name is John Miller and I live at 12 Oak Street",
            "my name is [name] and I live at [address]",
        ),
        ("at twelve oak street apartment 4b", "at [address]"),
        ("at 5 Elm Dr. please", "at [address] please"),
        ("born March fifth eighty four", "born [birthday]"),
        (
            "my date of birth is the third of april nineteen eighty four",
            "my date of birth is the [birthday]",
        ),
        ("dob 3/5/84.", "dob [birthday]."),
        ("one eight hundred five five five one two one two", "one eight hundred [digits]"),
        ("nine one seven eight hundred twenty five fifty", "[digits]"),
        ("five five five, and then, uh, one two one two", "[digits]"),
        ("five five five dash one two one two", "[digits]"),
        ("niner eight seven fife", "[digits]"),
        ("IBAN DE89 3704 0044 0532 0130 00", "IBAN [digits]"),
        ("my passport is A one two three four", "my passport is [digits]"),
        ("it's S W one A one A A", "it's [digits]"),
        ("that's spelled S M I T H", "that's spelled [letters]"),
        ("S-M-I-T-H", "[letters]"),
        ("b as in boy, r as in Robert, o, w, n", "[letters]"),
        ("bravo romeo oscar whiskey november", "[letters]"),
        ("jane doe nineteen eighty at hotmail dot com", "[email]"),
        ("jane at the rate gmail dot com", "[email]"),
        ("her mother's maiden name is Kowalski", "her mother's maiden name is [name]"),
        ("this is Bob Miller calling", "this is [name] calling"),
        ("my password is blue horse seven", "my password is [secret]"),
        ("two hundred forty one Main Street", "[address]"),
    ],
)
def test_what_is_said_in_words(said: str, kept: str) -> None:
    assert redacted(said) == kept
    assert redacted(kept) == kept


@pytest.mark.parametrize(
    "text",
    [
        "send forty five fifty to Sarah",
        "at twelve thirty",
        "on december twenty five twenty twenty six",
        "in twenty twenty six",
        "one hundred twenty three forty five",
        "twenty five fifty sixty dollars",
        "on card one please, two hundred dollars",
        "my account has two fifty dollars",
        "two minutes down the road",
        "a 10 minute drive",
        "my name is not important",
        "my name is but a detail",
        "from 9 to 5",
    ],
)
def test_amounts_dates_and_times_in_words_stay(text: str) -> None:
    assert redacted(text) == text


def test_a_piece_of_a_number_counts_where_one_was_asked_for() -> None:
    asked = [one for one in redactions if one.asked]
    assert len(asked) == 1
    assert asked[0].replace("two one two") == "[digits]"
    assert asked[0].replace("it's 212 and forty one") == "it's [digits] and [digits]"
    assert asked[0].replace("send two dollars, or one") == "send two dollars, or one"


def test_after_its_name_a_short_number_is_one() -> None:
    for name in words(
        "card account acct number social ssn pin code cvv cvc cv2 security routing iban passport "
        "license licence member policy digits ending phone mobile cell telephone"
    ):
        assert redacted(f"the {name} is 123") == f"the {name} is [digits]"
        assert redacted(f"the {name} one two three") == f"the {name} [digits]"
    assert redacted("the room is 123") == "the room is 123"


def test_words_that_name_no_street() -> None:
    for word in words(
        "the a an my our your this that of on in down up to at and or is are was for from by with "
        "about minutes hours days weeks months years miles blocks times more other per hundred "
        "thousand dollars percent cards accounts"
    ):
        assert "[address]" not in redacted(f"12 {word} street"), word
    for street in ("oak", "1st", "42nd", "3rd", "5th", "west 4th"):
        assert redacted(f"12 {street} street") == "[address]"


NO_NAMES = words(
    "not spelled misspelled i i'm can could please calling speaking here but so what wrong right "
    "correct different still missing it he she they we you who because if the a on of"
)
NO_SECRETS = words(
    "not wrong right correct incorrect expired locked lost too no and but so i can could please "
    "what which that there being asked needed required reset working invalid"
)
COUNTED = words(
    "dollars bucks cents pounds euros percent hundred thousand million grand days weeks months "
    "years hours minutes people times o'clock pm"
)
STREETS = words("street avenue road boulevard lane highway terrace crescent parkway")
SHORT_STREETS = words(
    "st ave rd blvd dr ln drive way place court square circle close row hill trail"
)
FILLERS = words(
    "is was are it's on the back in number code and my uh um ends ending with of here for"
)
MONTHS_AND_SCALES = words(
    "january february march april may june july august september october november december "
    "hundred thousand million"
)


def test_what_follows_a_name_or_a_secret_and_is_none() -> None:
    for word in NO_NAMES:
        assert redacted(f"my name is {word} today") == f"my name is {word} today"
    for word in (*NO_SECRETS, "the same"):
        assert redacted(f"my password is {word}") == f"my password is {word}"


def test_whose_name_and_which_secret() -> None:
    for whose in ("my", "the", "her", "his", "their", "our", "mother's"):
        for which in ("", "full ", "last ", "first ", "middle ", "maiden ", "family ", "sur"):
            said = f"{whose} {which}name is"
            assert redacted(f"{said} Kowalski") == f"{said} [name]"
    assert redacted("the name on the card is Bob Lee") == "the name on the card is [name]"
    assert redacted("this is Bob speaking") == "this is [name] speaking"
    assert redacted("this is Bob here") == "this is Bob here"
    for secret in (
        *("password", "passphrase", "passcode", "secret word", "secret answer"),
        *("security answer", "security word", "code word"),
    ):
        for link in (" is", "'s", ":", " is also"):
            assert redacted(f"my {secret}{link} blue horse") == f"my {secret}{link} [secret]"


def test_numbers_that_count_something_or_are_a_date_or_an_amount_stay() -> None:
    for counted in COUNTED:
        assert (
            redacted(f"twenty five fifty sixty {counted}") == f"twenty five fifty sixty {counted}"
        )
    for before in MONTHS_AND_SCALES:
        assert redacted(f"on {before} twenty five twenty six").endswith("twenty five twenty six")


def test_what_may_come_between_the_groups_of_a_number_or_before_it() -> None:
    for breath in (*words("then uh um er erm hmm dash hyphen space"), "and then"):
        assert redacted(f"five five five {breath} one two one two") == "[digits]"
    for filler in FILLERS:
        assert redacted(f"the card {filler} 123") == f"the card {filler} [digits]"


def test_streets_and_flats() -> None:
    for street in STREETS:
        assert redacted(f"at twelve oak {street} please") == "at [address] please"
    for street in SHORT_STREETS:
        assert redacted(f"at 12 oak {street} please") == "at [address] please"
    for flat in ("apartment", "apt", "apt.", "unit", "suite", "flat", "number"):
        assert redacted(f"at 12 oak street, {flat} 4b please") == "at [address] please"


def test_how_a_birthday_is_led_up_to() -> None:
    for name in ("date of birth", "birthday", "birthdate", "birth date", "dob"):
        assert redacted(f"my {name} is may third 1984") == f"my {name} is [birthday]"
    for link in ("is", "was", "on", "it's", "in", "the"):
        assert redacted(f"born {link} may third 1984") == f"born {link} [birthday]"


def test_domains_of_an_address_that_is_spelled() -> None:
    for domain in words("com org net edu gov co io uk de us ca me info biz"):
        assert redacted(f"it's j o h n at mail dot {domain}") == "it's [email]"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("four four, no, five four seven one", "[digits]"),
        ("four four seven one, no, seven two", "[digits]"),
        ("it is quadruple one four two seven", "it is [digits]"),
        ("the three numbers on the back nine oh two", "the three numbers on the back [digits]"),
        ("expiry is eight slash twenty seven", "expiry is [expiry]"),
        ("exp 08/27", "exp [expiry]"),
        ("valid until august twenty twenty seven", "valid until [expiry]"),
        ("it expires in August 2027", "it expires in [expiry]"),
        ("passport C01234567", "passport [digits]"),
        ("my username is jsmith84", "my username is [digits]"),
        ("my mother's maiden name was Johnson", "my mother's maiden name was [name]"),
        ("my dog's name is Fluffy", "my dog's name is [name]"),
        ("name's John Smith", "name's [name]"),
        ("my address is 12 Elm", "my address is [address]"),
    ],
)
def test_what_else_gives_a_person_away(said: str, kept: str) -> None:
    assert redacted(said) == kept


@pytest.mark.parametrize(
    "text",
    [
        "it expires in August",
        "the offer is good until August five",
        "a passport photo",
        "my user name doesn't work",
        "my address is wrong",
        "your balance is $1,250.50",
        "four or five, no, six",
    ],
)
def test_what_gives_nobody_away(text: str) -> None:
    assert redacted(text) == text
