import pytest
from fakes import TODAY, entity, playbook, reading

from voice_agent.events import Escalation, Route
from voice_agent.responders.dialogue import CONFIRM, OFFER, DialogueState
from voice_agent.responders.retrieval import Hit, Section
from voice_agent.router.policy import decide

BOOK = playbook()
GOOD = Hit(Section("fees", "Fees: What is an overdraft fee?", "It is 20 dollars."), 0.8, 2)
POOR = Hit(GOOD.section, 0.1, 2)
COINCIDENCE = Hit(GOOD.section, 1.0, 1)


def route(
    *args: object, state: DialogueState = DialogueState(), hit: Hit | None = None, **kwargs: object
) -> Route:
    return decide(reading(*args, **kwargs), state, hit, BOOK, TODAY)  # type: ignore[arg-type]


def test_a_known_intent_goes_where_the_playbook_says() -> None:
    assert route("my balance", "balance").to == "answer"
    assert route("compare these", "advice").to == "llm"
    assert route("a person", "person").to == "human"
    assert route("the fees", "fees", hit=GOOD).to == "retrieve"


def test_the_reason_names_intent_and_confidence() -> None:
    assert route("my balance", "balance", 0.87).reason == "balance (0.87)"


def test_escalation_goes_before_everything() -> None:
    angry = Escalation(0.9, "anger")
    result = route("what is my balance you idiots", "balance", escalation=angry)
    assert (result.to, result.reason) == ("human", "caller is angry (0.90)")


def test_a_weak_escalation_does_not() -> None:
    assert route("my balance", "balance", escalation=Escalation(0.3, "anger")).to == "answer"


def test_poorly_heard_words_are_asked_for_again() -> None:
    result = route("mumble", "balance", heard=0.2)
    assert result.to == "clarify"
    assert "heard" in result.reason


def test_out_of_scope_tries_knowledge_then_llm_then_asks_again() -> None:
    sentence = "how does an overdraft work here"
    assert route(sentence, hit=GOOD).to == "retrieve"
    assert route(sentence, hit=POOR).to == "llm"
    assert route(sentence, hit=COINCIDENCE).to == "llm"
    assert route(sentence).to == "llm"
    assert route("banana").to == "clarify"


def test_an_unsure_intent_is_not_acted_on() -> None:
    result = route("could be anything at all", "transfer", 0.3)
    assert result.to == "llm"
    assert "unsure of transfer" in result.reason


def test_a_retrieval_intent_without_knowledge_goes_to_the_llm() -> None:
    assert route("the fees please", "fees").to == "llm"


def test_repeated_failures_end_with_a_person() -> None:
    state = DialogueState(failures=BOOK.policy.max_clarifications)
    result = route("banana", state=state)
    assert result.to == "human"
    assert "3 times" in result.reason


def test_the_operator_key() -> None:
    assert route("0").to == "human"
    asked = DialogueState(task="transfer", awaiting="amount")
    assert route("0", state=asked).reason != "pressed 0"


@pytest.mark.parametrize("intent", ["out_of_scope", "balance"])
def test_an_answer_to_a_question_needs_no_intent(intent: str) -> None:
    state = DialogueState(task="transfer", awaiting="date")
    friday = entity("date", "Friday", "2026-11-27")
    result = route("Friday", intent, 0.2, state=state, entities=[friday])
    assert (result.to, result.reason) == ("answer", "gives date for transfer")


def test_yes_is_only_an_answer_when_something_was_asked() -> None:
    waiting = DialogueState(task="transfer", awaiting=CONFIRM)
    assert route("yes", state=waiting).reason == "says yes to transfer"
    assert route("yes").to == "clarify"


def test_a_request_of_its_own_is_not_taken_for_a_correction() -> None:
    waiting = DialogueState(
        task="transfer", awaiting=CONFIRM, details={"amount": {"amount": 250.0, "currency": "USD"}}
    )
    amount = entity("amount", "$300", {"amount": 300.0, "currency": "USD"})
    result = route(
        "what if I save $300 a month", "advice", state=waiting, act="request", entities=[amount]
    )
    assert result.to == "llm"
    corrected = route("no $300", "transfer", state=waiting, act="deny", entities=[amount])
    assert corrected.reason == "gives amount for transfer"


def test_yes_to_the_offer_of_a_person() -> None:
    offered = DialogueState(awaiting=OFFER)
    assert route("yes please", state=offered).reason == "accepts the offer of a person"
    assert route("yes please", state=offered).to == "human"
    assert route("no thanks", state=offered).to == "answer"
    assert route("my balance", "balance", state=offered, act="request").to == "answer"


def test_a_side_question_leaves_the_task_alone() -> None:
    state = DialogueState(task="transfer", awaiting="date")
    assert route("what are the fees", "fees", state=state, hit=GOOD).to == "retrieve"
