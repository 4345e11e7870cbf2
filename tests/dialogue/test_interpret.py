"""What a turn is to the agent's question: a yes, a detail, a request of its own, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from fakes import TODAY, entity, playbook, reading

from voice_agent.core.turn import Entity, Escalation, Response, Transcript
from voice_agent.dialogue.context import TurnContext, context_of
from voice_agent.dialogue.details import asked_for, named_details
from voice_agent.dialogue.interpret import interpret
from voice_agent.dialogue.moves import answer
from voice_agent.dialogue.state import CHANGE, CONFIRM, OFFER, DialogueState
from voice_agent.playbook import Playbook

BOOK = playbook()
USD_250 = {"amount": 250.0, "currency": "USD"}
USD_300 = {"amount": 300.0, "currency": "USD"}
READ_BACK = DialogueState(
    task="transfer", awaiting=CONFIRM, details={"amount": USD_250, "payee": "Sarah"}
)
TO_WHOM = DialogueState(task="transfer", awaiting="payee")


def amount(value: Mapping[str, Any] = USD_300) -> Entity:
    return entity("amount", f"${value['amount']:.0f}", value)


def to(
    state: DialogueState,
    text: str,
    intent: str = "out_of_scope",
    *,
    book: Playbook = BOOK,
    **made: Any,
) -> Response:
    return interpret(book, TurnContext(state, TODAY), reading(text, intent, **made))


def kind(state: DialogueState, text: str, *args: Any, **made: Any) -> str:
    return to(state, text, *args, **made).kind


def test_nothing_is_a_response_where_nothing_was_asked() -> None:
    for text in ("yes", "no", "cancel", "Sarah", "$300"):
        assert to(DialogueState(task="transfer"), text, entities=[amount()]) == Response("none")


@pytest.mark.parametrize("awaiting", [CONFIRM, OFFER])
def test_yes_and_no_answer_what_was_read_back_or_offered(awaiting: str) -> None:
    state = DialogueState(task="transfer", awaiting=awaiting)
    assert kind(state, "yes please") == "yes"
    assert kind(state, "no") == "no"
    assert kind(state, "mm-hm", act="affirm") == "yes"
    assert kind(state, "purple") == "none"


def test_a_yes_may_repeat_what_was_read_back() -> None:
    text = "Two hundred and fifty dollars, Sarah, the third of May, yes."
    said = [entity("payee", "Sarah", "Sarah", text)]
    said.append(entity("amount", "Two hundred and fifty dollars", USD_250, text))
    assert kind(READ_BACK, text, entities=said) == "yes"
    short = "Yes, Sarah"
    named = [entity("payee", "Sarah", "Sarah", short)]
    assert kind(READ_BACK, short, entities=named, act="deny") == "yes"
    assert kind(READ_BACK, "Sarah", entities=named[:0], act="deny") != "yes"
    doubts = "Yes, Sarah?"
    named = [entity("payee", "Sarah", "Sarah", doubts)]
    assert kind(READ_BACK, doubts, entities=named, act="deny") != "yes"
    alone = [entity("payee", "Sarah", "Sarah", "Sarah.")]
    assert kind(READ_BACK, "Sarah.", entities=alone) == "repeat", "said once more, it is no yes"
    other = [entity("payee", "Tom", "Tom", "Tom, yes")]
    assert kind(READ_BACK, "Tom, yes", entities=other) == "details"


def test_a_vague_amount_is_no_question_about_it() -> None:
    asked = DialogueState(task="transfer", awaiting="amount")
    made = {"act": "request", "confidence": 0.98}
    assert kind(asked, "the whole balance", "balance", **made) == "vague"
    assert kind(asked, "what is the whole balance", "balance", **made) == "aside"


def test_yes_answers_no_question_for_a_detail() -> None:
    assert kind(TO_WHOM, "yes") == "none"
    assert kind(TO_WHOM, "no") == "none"


def test_a_short_word_to_leave_calls_the_task_off() -> None:
    assert kind(TO_WHOM, "never mind") == "leave"
    assert (
        kind(DialogueState(task="transfer", awaiting="date"), "oh just forget about it") == "leave"
    )
    twelve = "well please do just drop it for now as I am busy"
    assert (kind(TO_WHOM, twelve), kind(TO_WHOM, f"so {twelve}")) == ("leave", "none")


def test_while_it_is_read_back_the_task_can_be_left() -> None:
    assert kind(READ_BACK, "cancel") == "leave"
    assert kind(READ_BACK, "leave it") == "leave"


def test_a_long_yes_is_one_unless_the_turn_is_a_request_of_its_own() -> None:
    long = "yes that is what I want to have done"
    assert kind(READ_BACK, long) == "yes"
    assert kind(READ_BACK, long, "balance", act="request") == "aside"
    later = "Yes, as soon as there is some balance in there"
    assert kind(READ_BACK, later, "balance", act="request") != "aside", "that asks for nothing"
    assert kind(READ_BACK, f"{later}, what is it?", "balance", act="request") == "aside"
    assert kind(READ_BACK, "yes that is what I want", "balance", act="request") == "yes", "short"


def test_a_question_to_cancel_takes_cancelling_for_a_yes() -> None:
    intent = BOOK.intents["transfer"].model_copy(update={"confirm": "Shall I cancel {payee}?"})
    book = BOOK.model_copy(update={"intents": BOOK.intents | {"transfer": intent}})
    assert kind(READ_BACK, "yes cancel it", book=book) == "yes"
    assert kind(READ_BACK, "yes cancel it") == "leave"
    offered = replace(READ_BACK, awaiting=OFFER)
    assert kind(offered, "yes cancel it", book=book) == "leave", "nothing is read back"


def test_details_are_found_and_new_ones_correct_what_was_read_back() -> None:
    found = to(READ_BACK, "no $300", entities=[amount()])
    assert (found.kind, found.found) == ("details", {"amount": USD_300})
    assert kind(READ_BACK, "yes $250", entities=[amount(USD_250)]) == "yes", "nothing is new"
    asked = DialogueState(task="transfer", awaiting="amount", details={"amount": USD_250})
    assert to(asked, "$250", entities=[amount(USD_250)]).found == {"amount": USD_250}


def test_a_sure_request_for_something_else_is_no_detail() -> None:
    least = BOOK.policy.min_intent_confidence
    request = {"act": "request", "entities": [amount()]}
    assert kind(READ_BACK, "pay $300", "balance", confidence=least, **request) == "aside"
    assert kind(READ_BACK, "pay $300", "balance", confidence=least - 0.01, **request) == "details"
    assert kind(READ_BACK, "pay $300", "transfer", **request) == "details"
    assert kind(READ_BACK, "pay $300", "out_of_scope", **request) == "details"
    assert kind(READ_BACK, "$300", "balance", act="inform", entities=[amount()]) == "details"


@pytest.mark.parametrize("text", ["Sarah", "It's Sarah", "to Sarah please"])
def test_a_bare_answer_is_the_detail_that_was_asked_for(text: str) -> None:
    assert to(TO_WHOM, text).found == {"payee": "Sarah"}


def test_a_bare_answer_counts_from_the_callers_day() -> None:
    asked = DialogueState(task="transfer", awaiting="date")
    assert to(asked, "tomorrow").found == {"date": "2026-11-23"}


def test_no_bare_answer_is_looked_for_beside_other_details() -> None:
    assert to(TO_WHOM, "Sarah $300", entities=[amount()]).found == {"amount": USD_300}


def test_what_the_model_marked_counts_unless_all_of_it_is_spelled() -> None:
    marked = entity("payee", "Sarah", "Sara")
    assert to(TO_WHOM, "Sarah", entities=[marked]).found == {"payee": "Sara"}
    part = entity("payee", "s m i", "Smi")
    assert to(TO_WHOM, "s m i t h", entities=[part]).found == {"payee": "Smith"}


def test_a_value_that_is_none_is_no_detail() -> None:
    assert kind(DialogueState(task="transfer", awaiting="date"), "purple") == "none"


def test_earlier_answers_help_to_read_this_one() -> None:
    heard = ("s m i t h",), ("s n i t h",)
    state = replace(TO_WHOM, heard=heard)
    read = replace(reading("s m i t h"), transcript=Transcript("s m i t h", 0.9))
    assert interpret(BOOK, TurnContext(state, TODAY), read).found == {"payee": "Smith"}


def test_entities_go_to_the_details_that_take_them_the_one_asked_for_first() -> None:
    book = playbook().model_dump()
    book["intents"]["move"] = {
        "details": {
            "source": {"entity": "account", "ask": "From?"},
            "target": {"entity": "account", "ask": "To?"},
            "amount": {},
        },
        "answer": "Moved.",
    }
    intent = Playbook.model_validate(book).intents["move"]
    savings, checking = (entity("account", name, name) for name in ("savings", "checking"))
    asked = reading("x", entities=[savings, checking])
    assert named_details(intent, None, asked) == {"source": "savings", "target": "checking"}
    assert named_details(intent, "target", asked) == {"target": "savings", "source": "checking"}
    three = reading("x", entities=[savings, checking, entity("account", "other", "other")])
    assert named_details(intent, None, three) == {"source": "other", "target": "checking"}
    assert named_details(intent, None, reading("x", entities=[entity("payee", "Al", "Al")])) == {}


def test_a_detail_in_the_past_takes_the_past_value_of_a_date() -> None:
    book = playbook().model_dump()
    book["intents"]["dispute"] = {
        "details": {"date": {"ask": "When?", "when": "past"}, "amount": {}},
        "answer": "Done.",
    }
    made = Playbook.model_validate(book)
    monday = replace(entity("date", "Monday", "2026-11-30"), past="2026-11-23")
    said = reading("x", entities=[monday])
    assert named_details(made.intents["dispute"], None, said) == {"date": "2026-11-23"}
    assert named_details(made.intents["transfer"], None, said) == {"date": "2026-11-30"}
    today = reading("x", entities=[entity("date", "today", "2026-11-22")])
    assert named_details(made.intents["dispute"], None, today) == {"date": "2026-11-22"}
    spec = asked_for(made, "dispute", "date")
    assert spec is not None
    assert spec.when == "past"
    state = DialogueState(task="dispute", awaiting="date")
    assert to(state, "the twentieth", book=made).found == {"date": "2026-11-20"}


def test_which_entity_was_asked_for() -> None:
    assert asked_for(BOOK, "transfer", "payee") is BOOK.entities["payee"]
    assert asked_for(BOOK, "transfer", CONFIRM) is None
    assert asked_for(BOOK, "transfer", None) is None
    assert asked_for(BOOK, None, "payee") is None
    assert asked_for(BOOK, "unknown", "payee") is None


def test_this_and_not_that_replaces_what_was_read_back() -> None:
    assert to(READ_BACK, "I said Mark, not Sarah").found == {"payee": "Mark"}
    assert to(READ_BACK, "I said Mark, not Mike").found == {}
    assert kind(READ_BACK, "yes, not Sarah") != "yes"


def test_parts_of_a_number_are_put_together() -> None:
    data = playbook().model_dump()
    data["entities"]["phone"] = {"kind": "phone", "local": True}
    data["intents"]["move"] = {"details": {"phone": {"ask": "Which number?"}}, "answer": "Done."}
    book = Playbook.model_validate(data)
    state = DialogueState(task="move", awaiting="phone")
    assert kind(state, "seven one eight", book=book) == "part"
    more = replace(state, heard=(("seven one eight",), ("five five five",)))
    assert to(more, "oh one four two", book=book).found == {"phone": "+17185550142"}
    assert kind(replace(state, heard=(("one two three",),) * 5), "four five six", book=book) == (
        "none"
    )


AFTER_A_BALANCE = DialogueState(finished=("balance", {"account": "checking"}))
AFTER_A_TRANSFER = DialogueState(finished=("transfer", {"amount": USD_250, "payee": "Sarah"}))
SAVINGS = entity("account", "savings", "savings")
TOM = entity("payee", "Tom", "Tom")


def test_the_rest_of_a_request_asks_for_the_last_one_again() -> None:
    savings = to(AFTER_A_BALANCE, "and my savings?", entities=[SAVINGS])
    assert savings == Response("again", {"account": "savings"})
    same = to(AFTER_A_TRANSFER, "the same to Tom", entities=[TOM])
    assert same == Response("again", {"payee": "Tom"})
    # What has no default makes a request of its own.
    assert kind(AFTER_A_TRANSFER, "and to Tom", entities=[TOM]) == "none"
    assert kind(DialogueState(), "and my savings?", entities=[SAVINGS]) == "none"


def test_no_to_anything_else_ends_the_call() -> None:
    asked = DialogueState(last_reply=f"Done. {BOOK.says.anything_else}")
    assert kind(asked, "No, thanks.", act="deny") == "done"
    assert kind(DialogueState(last_reply="Hello."), "No, thanks.", act="deny") == "none"


def test_a_turn_that_is_all_value_is_the_answer_whatever_the_model_takes_it_for() -> None:
    how_much = DialogueState(task="transfer", awaiting="amount")
    asked = {"act": "request", "confidence": 0.9, "entities": [amount()]}
    assert to(how_much, "$300", "balance", **asked).found == {"amount": USD_300}
    assert kind(how_much, "it's about $300", "balance", **asked) == "details"
    assert kind(how_much, "and it's about $300", "balance", **asked) == "aside"
    assert kind(how_much, "how much is left of $300 in there", "balance", **asked) == "aside"
    to_change = DialogueState(task="transfer", awaiting=CHANGE, details={"amount": USD_250})
    assert kind(to_change, "it is now to be $300", "balance", **asked) == "details"
    assert kind(to_change, "so it is now to be $300", "balance", **asked) == "aside"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("no, don't cancel it, keep it", "repeat"),
        ("that's right", "yes"),
        ("it should be something else", "no"),
    ],
)
def test_what_is_kept_at_the_read_back(text: str, kind: str) -> None:
    state = DialogueState(task="transfer", awaiting=CONFIRM, details={"payee": "Sarah"})
    assert interpret(BOOK, TurnContext(state, TODAY), reading(text)).kind == kind


@pytest.mark.parametrize(
    ("state", "text", "expected"),
    [
        (READ_BACK, "change the amount please", Response("change", retracted=("amount",))),
        (READ_BACK, "change it", Response("no")),
        (READ_BACK, "go back to the amount", Response("change", retracted=("amount",))),
        (READ_BACK, "go back", Response("back")),
        (TO_WHOM, "go back", Response("back")),
        (TO_WHOM, "skip that one", Response("skip")),
        (TO_WHOM, "I don't know", Response("skip")),
        (TO_WHOM, "start over", Response("restart")),
        (TO_WHOM, "could you speak slower", Response("repeat")),
    ],
)
def test_what_is_about_the_question(state: DialogueState, text: str, expected: Response) -> None:
    assert to(state, text) == expected


@pytest.mark.parametrize(
    ("text", "kind"), [("nothing", "yes"), ("it's all fine", "yes"), ("the date", "none")]
)
def test_nothing_to_change_is_read_back_once_more(text: str, kind: str) -> None:
    state = replace(READ_BACK, awaiting=CHANGE)
    assert to(state, text).kind == kind


QUESTION = "Send 250 dollars to Sarah on Friday. Is that right?"


@pytest.mark.parametrize(
    ("unheard", "kind"),
    [
        ("", "yes"),
        ("Is that right?", "yes"),
        ("right?", "yes"),
        ("on Friday. Is that right?", "repeat"),
        ("250 dollars to Sarah on Friday. Is that right?", "repeat"),
    ],
)
def test_only_a_yes_to_a_read_back_that_was_heard_is_one(unheard: str, kind: str) -> None:
    state = DialogueState(
        task="transfer", awaiting=CONFIRM, details={"payee": "Sarah"}, last_reply=QUESTION
    )
    context = TurnContext(state, TODAY, QUESTION, unheard)
    assert interpret(BOOK, context, reading("yes", act="affirm")).kind == kind


def test_an_impatient_yes_is_one() -> None:
    state = DialogueState(task="transfer", awaiting=CONFIRM, details={"payee": "Sarah"})
    anger = Escalation(0.9, "anger")
    text = "oh for god's sake yes just send it"
    made: Any = {"act": "request", "escalation": anger}
    assert interpret(BOOK, TurnContext(state, TODAY), reading(text, "person", **made)).kind == "yes"
    made["escalation"] = Escalation(0.9, "complaint")
    assert interpret(BOOK, TurnContext(state, TODAY), reading(text, "person", **made)).kind == "yes"
    made["escalation"] = Escalation(0.9, "fraud")
    assert interpret(BOOK, TurnContext(state, TODAY), reading(text, "person", **made)).kind != "yes"


def test_thanks_for_an_offer_are_no_yes() -> None:
    state = DialogueState(awaiting=OFFER)
    said = reading("Thank you.", "person", act="thank")
    assert interpret(BOOK, TurnContext(state, TODAY), said).kind == "repeat"


def test_a_digit_is_part_of_the_number_that_was_asked_for() -> None:
    data = BOOK.model_dump()
    data["entities"]["code"] = {"kind": "digits", "min_length": 4, "max_length": 4}
    changed = {"details": {"code": {"ask": "Which code?"}}, "confirm": None, "answer": "Done."}
    data["intents"]["transfer"] |= changed
    book = Playbook.model_validate(data)
    state = DialogueState(task="transfer", awaiting="code")
    zero = reading("zero", "person", act="request", escalation=Escalation(0.9, "person"))
    assert interpret(book, TurnContext(state, TODAY), zero).kind == "part"


def test_words_beside_the_digits_make_no_request_of_part_of_a_number() -> None:
    data = BOOK.model_dump()
    data["entities"]["phone"] = {"kind": "phone", "local": True}
    changed = {"details": {"phone": {"ask": "Which number?"}}, "confirm": "Is it {phone}?"}
    data["intents"]["transfer"] |= {**changed, "answer": "Done."}
    book = Playbook.model_validate(data)
    asked = DialogueState(task="transfer", awaiting="phone")

    def heard_as_request(text: str, *entities: Entity) -> str:
        said = reading(text, "balance", 0.9, act="request", entities=list(entities))
        return interpret(book, TurnContext(asked, TODAY), said).kind

    assert heard_as_request("area code four one five") == "part"
    assert heard_as_request("what is four one five?") == "aside"
    assert heard_as_request("send three hundred", amount()) == "aside"
    state = DialogueState(task="transfer", awaiting=CONFIRM, details={"phone": "5550142"})
    no = reading("No, that last part is oh one four four", act="deny")
    said = interpret(book, TurnContext(state, TODAY), no)
    assert (said.kind, said.found) == ("details", {"phone": "5550144"})


def test_a_correction_may_hold_a_bare_amount_beside_another_value() -> None:
    text = "That's not right, it's three hundred, to Tom"
    assert to(READ_BACK, text, entities=[entity("payee", "Tom", "Tom", text)]).found == {
        "amount": USD_300,
        "payee": "Tom",
    }


def test_digits_at_the_read_back_are_about_the_number_that_was_read_back() -> None:
    data = BOOK.model_dump()
    data["entities"]["phone"] = {"kind": "phone", "local": True}
    changed = {"details": {"phone": {"ask": "Which number?"}}, "confirm": "Is it {phone}?"}
    data["intents"]["transfer"] |= {**changed, "answer": "Done."}
    book = Playbook.model_validate(data)
    state = DialogueState(task="transfer", awaiting=CONFIRM, details={"phone": "5550142"})
    unsure = reading("with four one five in front", "balance", 0.6, act="request")
    said = interpret(book, TurnContext(state, TODAY), unsure)
    assert (said.kind, said.retracted) == ("change", ("phone",))
    whole = reading("area code four one five", "balance", 0.9, act="request")
    said = interpret(book, TurnContext(state, TODAY), whole)
    assert said == Response("details", {"phone": "+14155550142"})
    sure = reading("my balance please", "balance", 0.9, act="request")
    assert interpret(book, TurnContext(state, TODAY), sure).kind == "aside"


@pytest.mark.parametrize("text", ["ten dollars more", "ten dollars less please"])
def test_by_how_much_an_amount_changes_is_no_amount(text: str) -> None:
    state = DialogueState(task="transfer", awaiting=CONFIRM, details={"amount": USD_250})
    ten = entity("amount", "ten dollars", {"amount": 10.0, "currency": "USD"}, text)
    said = interpret(BOOK, TurnContext(state, TODAY), reading(text, entities=[ten]))
    assert (said.kind, said.retracted, dict(said.found)) == ("change", ("amount",), {})


def test_what_is_clear_of_a_change_is_taken_and_the_rest_asked_for() -> None:
    known = {"amount": USD_250, "payee": "Sarah", "date": "2026-11-23"}
    state = DialogueState(task="transfer", awaiting=CONFIRM, details=known)
    text = "no, sixty or seventy, to Anna"
    amounts = [
        entity("amount", word, {"amount": value, "currency": "USD"}, text)
        for word, value in (("sixty", 60.0), ("seventy", 70.0))
    ]
    read = reading(text, act="deny", entities=[*amounts, entity("payee", "Anna", "Anna", text)])
    said = interpret(BOOK, TurnContext(state, TODAY), read)
    assert (said.kind, dict(said.found), said.retracted) == (
        "details", {"payee": "Anna"}, ("amount",),
    )  # fmt: skip
    move = answer(BOOK, state, read, said, TODAY)
    assert (move.text, move.state.details["payee"]) == ("How much?", "Anna")


def test_giving_up_is_no_question_for_the_knowledge_folder() -> None:
    state = DialogueState(task="transfer", awaiting=CONFIRM, details={"amount": USD_250})
    left = reading("never mind, I will do it in the app", "fees", act="request")
    assert interpret(BOOK, TurnContext(state, TODAY), left).kind == "leave"
    asks = reading("never mind, what does it cost", "fees", act="request")
    assert interpret(BOOK, TurnContext(state, TODAY), asks).kind == "aside"


def test_what_is_never_asked_for_is_taken_as_it_was_said_last() -> None:
    data = BOOK.model_dump()
    data["intents"]["transfer"]["details"]["account"] = {"default": "checking"}
    book = Playbook.model_validate(data)
    text = "$300 from checking or savings"
    found = [entity("amount", "$300", USD_300, text)]
    found += [entity("account", name, name, text) for name in ("checking", "savings")]
    asked = DialogueState(task="transfer", awaiting="amount", details={"account": "checking"})
    said = to(asked, text, book=book, entities=found)
    assert (said.kind, said.found) == ("details", {"amount": USD_300, "account": "savings"})


def test_a_choice_for_what_is_not_asked_now_is_left_for_later() -> None:
    text = "$300 to Eva or Adam"
    found = [entity("amount", "$300", USD_300, text)]
    found += [entity("payee", name, name, text) for name in ("Eva", "Adam")]
    said = to(DialogueState(task="transfer", awaiting="amount"), text, entities=found)
    assert (said.kind, said.found) == ("details", {"amount": USD_300})


@pytest.mark.parametrize(
    ("text", "act", "leaves"),
    [
        ("I'd rather have my balance", "request", True),
        ("actually tell me my balance instead", "deny", True),
        ("what is my balance", "request", False),
    ],
)
def test_what_is_wanted_instead_takes_the_place_of_the_task(
    text: str, act: Any, leaves: bool
) -> None:
    response = to(READ_BACK, text, "balance", act=act)
    assert (response.kind, response.leaves) == ("aside", leaves)


def test_what_was_read_back_said_once_more_is_no_refusal() -> None:
    sarah = entity("payee", "Sarah", "Sarah", "Sarah")
    turn = reading("Sarah", act="deny", entities=[sarah])
    assert interpret(playbook(), TurnContext(READ_BACK, TODAY), turn).kind == "repeat"


@pytest.mark.parametrize("awaiting", ["amount", CONFIRM, None])
def test_a_turn_that_only_begins_is_no_failure(awaiting: str | None) -> None:
    state = DialogueState(task="transfer" if awaiting else None, awaiting=awaiting)
    for text in ("um", "and", "uh um"):
        said = interpret(BOOK, TurnContext(state, TODAY), reading(text))
        assert said.kind == ("acknowledge" if awaiting else "none")


def _after(last: str, text: str, **made: Any) -> str:
    details = {**READ_BACK.details, "date": "2026-11-27"}
    state = replace(READ_BACK, details=details, last_reply=last)
    return interpret(BOOK, context_of(BOOK, state, TODAY), reading(text, "transfer", **made)).kind


def test_a_yes_is_no_consent_once_something_else_was_asked() -> None:
    read_back = "Send 250 dollars to Sarah on Friday, November 27, right?"
    assert _after(read_back, "Yes.", act="affirm") == "yes"
    for last in (BOOK.says.still_there, "A fixed rate is safer. Shall I go on?"):
        for text in ("Yes.", "yes, I am", "sorry, yes", "yes yes, sorry", "go ahead"):
            assert _after(last, text, act="affirm") == "repeat", (last, text)
    also = "yeah I'm here, yes that's right"
    assert _after(BOOK.says.still_there, also, act="affirm") == "yes"
    changes = "yes, but make it 300"
    money = [entity("amount", "300", USD_300, changes)]
    assert _after(BOOK.says.still_there, changes, entities=money) == "details"


def test_an_offer_in_the_middle_of_a_task_is_answered_first() -> None:
    offer = "I cannot help with that. Shall I get a colleague?"
    book = BOOK.model_copy(update={"says": BOOK.says.model_copy(update={"llm_fallback": offer})})
    asked = replace(TO_WHOM, last_reply=offer)

    def said(text: str, act: str) -> str:
        return interpret(book, context_of(book, asked, TODAY), reading(text, act=act)).kind

    assert said("yes please", "affirm") == "yes"
    assert said("no thanks", "deny") == "repeat"
    assert said("Sarah", "inform") == "details"


def test_a_doubtful_request_with_the_value_asked_for_is_the_answer() -> None:
    asked = DialogueState(task="transfer", awaiting="amount")
    text = "three tickets at forty each so a hundred and twenty"
    money = [entity("amount", "a hundred and twenty", USD_300, text)]
    made = {"act": "request", "entities": money}
    assert kind(asked, text, "balance", confidence=0.75, **made) == "details"
    assert kind(asked, text, "balance", confidence=0.95, **made) == "aside"
    question = f"what is my balance, {text}?"
    assert kind(asked, question, "balance", confidence=0.75, **made) == "aside"
    whom = {"act": "request", "confidence": 0.75}
    assert kind(asked, "how much do I have in there now please", "balance", **whom) == "aside"


def test_what_asks_the_knowledge_folder_nothing_is_the_answer() -> None:
    asked = DialogueState(task="transfer", awaiting="date")
    text = "let's do it on Friday, that's when my check comes"

    def fees(text: str) -> Response:
        day = [entity("date", "on Friday", "2026-11-27", text)]
        return to(asked, text, "fees", confidence=0.95, act="request", entities=day)

    assert fees(text) == Response("details", {"date": "2026-11-27"})
    assert fees("on Friday, what do you charge").kind == "aside"
    assert fees("on Friday and what do you charge").found == {"date": "2026-11-27"}
    assert fees("what do you charge on Friday") == Response("aside")
    assert fees("tell me what do you charge on Friday?") == Response("aside")


def test_who_gives_up_may_say_why() -> None:
    def left(text: str, said: str) -> str:
        day = [entity("date", said, "2026-11-29", text)]
        return to(READ_BACK, text, "transfer", act="deny", entities=day).kind

    assert left("scrap that, I'll see her on Sunday anyhow", "on Sunday") == "leave"
    assert left("scrap that, make it Sunday", "Sunday") == "details"
    assert left("forget it, I said Sunday", "Sunday") == "details"
    assert left("scrap that, on Sunday", "on Sunday") == "details"


def test_who_does_without_what_there_is_none_of_goes_on() -> None:
    asked_anew = DialogueState("transfer", {"payee": "Sarah"}, awaiting="payee")
    assert to(asked_anew, "without it then") == Response("details", {"payee": "Sarah"})
    open_still = DialogueState("transfer", {"payee": "Sarah"}, awaiting="amount")
    assert kind(open_still, "without it then") == "none", "there is nothing to go on with"
