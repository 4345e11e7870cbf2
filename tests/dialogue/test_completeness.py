from dataclasses import replace

import pytest
from fakes import TODAY, entity, playbook, reading
from guarded import guarded

from voice_agent.core.resources import models_folder, pipelines_folder
from voice_agent.core.turn import Completeness, Entity, Evidence, Transcript, TurnReading
from voice_agent.dialogue.completeness import (
    ANSWERED,
    CONSENT,
    FEW_LETTERS,
    LACKING,
    MOMENT_MS,
    MORE_TO_COME,
    SHORT,
    SPELLING,
    UNANSWERED,
    UNCLEAR,
    completeness,
)
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.interpret import interpret
from voice_agent.dialogue.state import CONFIRM, OFFER, VERIFY, DialogueState
from voice_agent.language import EntitySpec
from voice_agent.playbook import Playbook
from voice_agent.playbook.intents import DetailSpec, IntentSpec
from voice_agent.playbook.load import load_playbook
from voice_agent.slm.model import SlmEngine

BOOK = playbook()


def judged(book: Playbook, state: DialogueState, read: TurnReading) -> Completeness:
    context = TurnContext(state, TODAY)
    return completeness(book, context, read, interpret(book, context, read))


def whole(book: Playbook, state: DialogueState, read: TurnReading) -> float:
    return judged(book, state, read).probability


def of(text: str, state: DialogueState = DialogueState(), **kwargs: object) -> float:
    made = reading(text, **kwargs)  # type: ignore[arg-type]
    return whole(BOOK, state, replace(made, completeness=0.6))


def test_without_a_question_the_model_decides() -> None:
    assert of("what is my balance", intent="balance") == 0.6


@pytest.mark.parametrize(
    ("intent", "confidence"), [("balance", 0.6), ("out_of_scope", 0.99), ("out_of_scope", 0.5)]
)
def test_what_is_not_clear_yet_may_be_told_before_the_question(
    intent: str, confidence: float
) -> None:
    read = replace(
        reading("I got married last month", intent=intent, confidence=confidence), completeness=0.6
    )
    assert judged(BOOK, DialogueState(), read) == Completeness(0.6, "story")


def test_two_words_of_which_nothing_is_understood_are_hardly_all() -> None:
    assert of("My brother", intent="out_of_scope") == UNCLEAR
    assert of("My brother said", intent="out_of_scope") == 0.6


@pytest.mark.parametrize(("text", "intent", "act"), [
    ("I want a person", "person", "request"),
    ("Hello there my friend", "thanks", "greet"),
])  # fmt: skip
def test_nobody_is_in_a_hurry_for_a_person_or_a_greeting(text: str, intent: str, act: str) -> None:
    read = reading(text, intent=intent, act=act)
    assert judged(BOOK, DialogueState(), read).speech == "story"


def test_a_question_to_somebody_else_is_none_to_the_agent() -> None:
    said = "Hi John, how are you? I was about to call"
    read = reading(said, intent="out_of_scope", confidence=0.5)
    assert judged(BOOK, DialogueState(), read).speech == "story"


PHONE = BOOK.model_copy(
    update={
        "entities": {**BOOK.entities, "phone": EntitySpec(kind="phone", local=True)},
        "intents": {
            **BOOK.intents,
            "contact": IntentSpec(
                details={"phone": DetailSpec(ask="Which number?", max_pause_ms=3000)}, answer="Ok."
            ),
        },
    }
)
ASKED = DialogueState(task="contact", awaiting="phone")


@pytest.mark.parametrize(
    ("text", "heard", "probability"),
    [
        ("two one two", (), UNANSWERED),
        ("five five five oh one nine", (), UNANSWERED),
        ("five five five oh one nine nine", (), SHORT),
        ("two one two five five five oh one nine nine", (), ANSWERED),
        ("oh one nine nine", (("two one two",), ("five five five",)), ANSWERED),
    ],
)
def test_a_number_is_waited_for_until_no_digit_is_missing(
    text: str, heard: tuple[tuple[str, ...], ...], probability: float
) -> None:
    state = replace(ASKED, heard=heard)
    read = replace(reading(text, act="inform", intent="out_of_scope"), completeness=0.97)
    assert judged(PHONE, state, read) == Completeness(probability, "digits", 3000)


@pytest.mark.parametrize(
    ("intent", "confidence"), [("balance", 0.6), ("out_of_scope", 0.99), ("fees", 0.5)]
)
def test_a_question_is_asked_whether_it_is_understood_or_not(
    intent: str, confidence: float
) -> None:
    text = "What kind do you close?"
    assert of(text, intent=intent, confidence=confidence) == 0.6


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("I'm off to Spain in June.", UNCLEAR),
        ("I'm off to Spain in June. Will it cost extra?", 0.6),
        ("What's a wire to Spain, I'm off in June", 0.6),
        ("I want to wire something to Spain", 0.6),
    ],
)
def test_the_knowledge_folder_answers_questions_and_a_statement_is_none_yet(
    text: str, complete: float
) -> None:
    assert of(text, intent="fees") == complete


def test_an_answer_is_whole_however_unsure_its_intent_is() -> None:
    waiting = DialogueState(task="transfer", awaiting=CONFIRM)
    assert of("no", waiting, intent="out_of_scope", confidence=0.4) == ANSWERED


def test_a_yes_after_which_something_is_done_may_have_a_condition() -> None:
    assert of("yes", DialogueState(task="transfer", awaiting=CONFIRM)) == CONSENT
    assert of("yes", DialogueState(awaiting=OFFER)) == ANSWERED


@pytest.mark.parametrize("text", ["no", "cancel that"])
def test_an_answer_to_the_question_is_whole(text: str) -> None:
    waiting = DialogueState(task="transfer", awaiting=CONFIRM)
    assert of(text, waiting) == ANSWERED


def test_the_detail_that_was_asked_for_is_whole_and_other_words_are_not() -> None:
    waiting = DialogueState(task="transfer", awaiting="date")
    friday = entity("date", "Friday", "2026-11-27")
    assert of("Friday", waiting, entities=[friday]) == ANSWERED
    assert of("well let me think about", waiting) == UNANSWERED


def test_who_asks_back_instead_of_answering_need_not_wait() -> None:
    waiting = DialogueState(task="transfer", awaiting="date")
    assert of("sorry, say that again", waiting, intent="thanks", act="repeat") == 0.6
    unsure = of("sorry, it is", waiting, intent="thanks", act="repeat", confidence=0.5)
    assert unsure == UNANSWERED


@pytest.mark.parametrize("act", ["repeat", "greet", "thank", "bye"])
def test_some_acts_are_whole_beside_an_open_question(act: str) -> None:
    waiting = DialogueState(task="transfer", awaiting="amount")
    assert of("thanks?", waiting, intent="thanks", act=act) == 0.6
    assert of("thanks?", waiting, intent="out_of_scope", act=act) == UNANSWERED
    assert of("thanks?", waiting, intent="thanks", act="inform") == UNANSWERED


def test_an_intent_is_clear_from_a_confidence_of_seven_tenths() -> None:
    assert of("my balance", intent="balance", confidence=0.7) == 0.6
    assert of("my balance", intent="balance", confidence=0.69) == UNCLEAR


def test_a_name_that_is_being_spelled_may_go_on() -> None:
    waiting = DialogueState(task="transfer", awaiting="payee")
    assert of("s m i t h", waiting) == SPELLING
    assert of("Tom", waiting) == ANSWERED


@pytest.mark.parametrize("text", ["SHU BHAN GI.", "A ROI-E.", "Juniper DEJONG"])
def test_letters_that_the_recogniser_joined_are_spelled(text: str) -> None:
    waiting = DialogueState(task="transfer", awaiting="payee")
    made = reading(text, entities=[entity("payee", text, text)])
    assert whole(BOOK, waiting, made) == SPELLING


@pytest.mark.parametrize("text", ["m a x", "M-A-X.", "z i y a"])
def test_a_few_letters_are_hardly_a_whole_name(text: str) -> None:
    waiting = DialogueState(task="transfer", awaiting="payee")
    made = reading(text, entities=[entity("payee", text, "Max")])
    assert whole(BOOK, waiting, made) == FEW_LETTERS


def test_nothing_heard_is_not_a_turn() -> None:
    assert of("") == UNANSWERED


def test_more_may_follow_while_two_optional_details_are_still_to_come() -> None:
    details = BOOK.intents["transfer"].details["amount"].model_copy(update={"ask": None})
    intent = BOOK.intents["transfer"].model_copy(
        update={"details": dict.fromkeys(("amount", "account", "date", "payee"), details)}
    )
    book = BOOK.model_copy(update={"intents": BOOK.intents | {"transfer": intent}})
    account = entity("account", "savings", "savings")
    payee = entity("payee", "Tom", "Tom")

    def complete(*named: Entity) -> float:
        made = replace(reading("x", intent="transfer", entities=[*named]), completeness=0.9)
        return whole(book, DialogueState(), made)

    assert complete(account) < 0.5
    assert complete(account, payee) == 0.9


def test_a_request_with_details_but_not_the_needed_one_lacks_something() -> None:
    order = playbook().intents["transfer"].model_copy()
    details = {
        "amount": order.details["amount"],
        "account": BOOK.intents["balance"].details["account"],
    }
    intent = order.model_copy(update={"details": details})
    book = BOOK.model_copy(update={"intents": BOOK.intents | {"transfer": intent}})
    savings: Entity = entity("account", "savings", "savings")
    made = replace(reading("from savings", intent="transfer", entities=[savings]), completeness=0.9)
    assert whole(book, DialogueState(), made) == LACKING


@pytest.mark.real
def test_the_shipped_bank_waits_for_the_question_behind_what_is_told() -> None:
    book = load_playbook(pipelines_folder() / "bank")
    engine = SlmEngine.load(models_folder() / "bank", book)

    def complete(text: str) -> Completeness:
        made = engine.read(Transcript(text, 0.9), asked=book.says.greeting)
        return judged(book, DialogueState(), made)

    for told, question in (
        ("I'm off to Spain in June.", "Will my card work there?"),
        ("I took a jacket back to the store.", "Is the money back on my card yet?"),
        ("My daughter turned 18 and wants to bank with you.", "What does she bring?"),
    ):
        first = complete(told)
        assert first.speech == "story" or first.probability == UNCLEAR
        both = complete(f"{told} {question}")
        assert both.speech == "request"
        assert both.probability > 0.9


def test_how_sure_each_case_is() -> None:
    """What the turn decision was fitted with; see docs of endpointing before changing one."""
    assert (ANSWERED, CONSENT, SPELLING, UNANSWERED) == (0.995, 0.5, 0.1, 0.005)
    assert FEW_LETTERS == 0.04
    assert (MORE_TO_COME, UNCLEAR, LACKING, SHORT) == (0.3, 0.15, 0.02, 0.3)


def test_thinking_aloud_is_waited_for_as_a_story_is() -> None:
    waiting = DialogueState(task="transfer", awaiting="date")
    thinking = replace(reading("well let me think"), completeness=0.6)
    assert judged(BOOK, waiting, thinking) == Completeness(UNANSWERED, "story")


@pytest.mark.parametrize(
    "text",
    [
        "Tuesday works. Hang on a second.",
        "Hi Sarah, how are you? Wait a minute while I turn this down.",
        "I need to pay my bill, just a moment while I get my card.",
        "The account ends in, wait, let me find it.",
        "I would like the blue one. Hold on, let me check the size.",
        "That is a good question. Let me think.",
        "Yes, it is. Bear with me.",
    ],
)
def test_a_turn_that_ends_by_asking_for_a_moment_goes_on(text: str) -> None:
    read = replace(reading(text, intent="balance"), completeness=0.99)
    found = judged(BOOK, DialogueState(), read)
    assert found == Completeness(UNANSWERED, "story", max_pause_ms=MOMENT_MS)


@pytest.mark.parametrize(
    "text",
    [
        "Hold on, what is my balance?",
        "I waited a week. How long is the wait?",
        "My card is lost, put it on hold.",
        "I asked them, and they told me to wait.",
        "Well, let me know when it ships.",
        "It took a minute, and then it failed.",
        "Wait, cancel the transfer.",
    ],
)
def test_a_turn_that_only_speaks_of_waiting_is_whole(text: str) -> None:
    assert of(text, intent="balance") == 0.6


def test_a_moment_is_as_long_where_something_was_asked() -> None:
    read = replace(reading("It is four four. Hold on."), completeness=0.9)
    assert judged(PHONE, ASKED, read) == Completeness(UNANSWERED, "digits", 3000)


def test_leaving_a_task_is_whole() -> None:
    waiting = DialogueState(task="transfer", awaiting="amount")
    assert of("never mind", waiting) == ANSWERED


def test_an_address_is_spelled_too() -> None:
    entities = BOOK.entities | {"payee": EntitySpec(kind="email")}
    book = BOOK.model_copy(update={"entities": entities})
    waiting = DialogueState(task="transfer", awaiting="payee")
    made = reading("j o at m a i l dot com", entities=[entity("payee", "x", "jo@mail.com")])
    assert whole(book, waiting, made) == SPELLING


def test_a_model_that_is_surer_that_more_comes_is_believed() -> None:
    waiting = DialogueState(task="transfer", awaiting="date")
    made = replace(reading("well let me think"), completeness=0.001)
    assert whole(BOOK, waiting, made) == 0.001
    asked = replace(reading("what is my balance", "balance"), completeness=0.001)
    assert whole(BOOK, DialogueState(), asked) == 0.001


def test_one_optional_detail_more_is_not_waited_for() -> None:
    details = BOOK.intents["transfer"].details["amount"].model_copy(update={"ask": None})
    names = ("amount", "account", "date")
    intent = BOOK.intents["transfer"].model_copy(update={"details": dict.fromkeys(names, details)})
    book = BOOK.model_copy(update={"intents": BOOK.intents | {"transfer": intent}})
    for named, expected in (("amount", MORE_TO_COME), ("account", 0.9), ("date", 0.9)):
        read = reading("x", intent="transfer", entities=[entity(named, "x", "x")])
        assert whole(book, DialogueState(), replace(read, completeness=0.9)) == expected


def test_a_detail_may_be_named_after_another_entity() -> None:
    intent = BOOK.intents["transfer"]
    source = intent.details["payee"].model_copy(update={"entity": "account"})
    extra = intent.details["payee"].model_copy(update={"ask": None, "entity": "date"})
    intent = intent.model_copy(update={"details": {"source": source, "extra": extra}})
    book = BOOK.model_copy(update={"intents": BOOK.intents | {"transfer": intent}})

    def complete(*named: str) -> float:
        read = reading("x", intent="transfer", entities=[entity(n, "x", "x") for n in named])
        return whole(book, DialogueState(), replace(read, completeness=0.9))

    assert (complete("date"), complete("date", "account")) == (LACKING, 0.9)


def test_a_pin_is_waited_for_to_its_last_digit() -> None:
    book, asked = guarded(), DialogueState(task="balance", awaiting=VERIFY)
    assert judged(book, asked, reading("four four")) == Completeness(UNANSWERED, "digits")
    assert whole(book, asked, reading("four four seven one")) == ANSWERED


def test_letters_may_follow_a_name_that_was_said_where_they_were_asked_for() -> None:
    waiting = DialogueState(task="transfer", awaiting="payee")
    context = TurnContext(waiting, TODAY, "Please spell the name.")
    made = reading("Banji Chitargi")
    told = Evidence((("banjichitargi", 0.0),), spelled=False)
    made = replace(made, transcript=replace(made.transcript, evidence=told))
    response = interpret(BOOK, context, made)
    assert completeness(BOOK, context, made, response) == Completeness(FEW_LETTERS, "spelling")
