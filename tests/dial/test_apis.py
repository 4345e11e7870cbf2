from __future__ import annotations

import pytest

from voice_agent.dial.apis import APIS, Order

ORDER = Order(
    "+4930123456",
    "+15550199",
    '[{"action": "connect"}]',
    "https://a/answer",
    "https://a/ended",
    20.5,
)


def test_twilio_and_telnyx_get_a_form_with_the_document() -> None:
    ask = APIS["twilio"].call("AC/1", "", ORDER)
    assert (ask.method, ask.path) == ("POST", "/2010-04-01/Accounts/AC%2F1/Calls.json")
    assert ask.form == {
        "To": "+4930123456", "From": "+15550199", "Timeout": "21", "Twiml": ORDER.document,
        "StatusCallback": "https://a/ended", "StatusCallbackMethod": "POST",
    }  # fmt: skip
    ask = APIS["telnyx"].call("AC1", "app-9", ORDER)
    assert ask.path == "/v2/texml/Accounts/AC1/Calls"
    assert ask.form is not None
    assert (ask.form["ApplicationSid"], ask.form["Texml"]) == ("app-9", ORDER.document)


def test_plivo_is_told_where_to_ask() -> None:
    ask = APIS["plivo"].call("MA1", "", ORDER)
    assert ask.path == "/v1/Account/MA1/Call/"
    assert (ask.body["to"], ask.body["from"]) == ("4930123456", "15550199")
    assert (ask.body["answer_url"], ask.body["hangup_url"]) == (ORDER.answer_url, ORDER.ended_url)
    assert ask.body["ring_timeout"] == 21


def test_vonage_gets_its_document_as_an_object() -> None:
    ask = APIS["vonage"].call("app", "", ORDER)
    assert ask.path == "/v1/calls"
    assert ask.body["ncco"] == [{"action": "connect"}]
    assert ask.body["to"] == [{"type": "phone", "number": "4930123456"}]
    assert ask.body["event_url"] == [ORDER.ended_url]


@pytest.mark.parametrize("name", APIS)
def test_a_call_is_named_and_ended_by_its_name(name: str) -> None:
    api = APIS[name]
    assert api.name_in({api.called[0]: "C/1"}) == "C/1"
    assert api.name_in({api.called[0]: ["C1"]}) == api.name_in({}) == ""
    assert "C%2F1" in api.end("AC1", "C/1").path


@pytest.mark.parametrize("name", APIS)
def test_the_end_of_a_call_in_the_carriers_words(name: str) -> None:
    api = APIS[name]
    for state, outcome in (("busy", "busy"), ("failed", "refused"), ("Completed", "gone")):
        assert api.ended({api.state: state}) == outcome
    for state in ("ringing", "queued", "answered", "in-progress", ""):
        assert api.ended({api.state: state}) == ""
    assert api.ended({}) == ""
