from typing import Any

import pytest

from voice_agent.actions.template import fill_body, fill_url
from voice_agent.core.errors import ActionError

VALUES: dict[str, Any] = {
    "account": "credit card",
    "payee": "Anna & Söhne/../admin?x=1#y",
    "amount": {"amount": 250.0, "currency": "USD"},
    "cents": {"amount": 45.5, "currency": "USD"},
    "count": 3,
    "quote": 'a "b" \\ {payee}',
    "dots": "..",
    "empty": "",
    "nothing": None,
    "call.key": "c1:2:pay:ab",
    "details": {"count": 3},
}


@pytest.mark.parametrize(
    ("template", "url"),
    [
        ("https://b/accounts/{account}", "https://b/accounts/credit%20card"),
        ("https://b/{payee}", "https://b/Anna%20%26%20S%C3%B6hne%2F..%2Fadmin%3Fx%3D1%23y"),
        ("https://b/x?a={amount}&b={cents}", "https://b/x?a=250&b=45.5"),
        ("https://b/{amount.currency}/{count}", "https://b/USD/3"),
        ("https://b/requests/{call.key}", "https://b/requests/c1%3A2%3Apay%3Aab"),
        ("https://b/straße?q=%20{count}", "https://b/stra%C3%9Fe?q=%203"),
        ("https://b/{quote}", "https://b/a%20%22b%22%20%5C%20%7Bpayee%7D"),
    ],
)
def test_what_fills_a_url_cannot_change_its_structure(template: str, url: str) -> None:
    assert fill_url(template, VALUES) == url


@pytest.mark.parametrize(
    "template",
    [
        "https://b/{dots}",
        "https://b/{empty}",
        "https://b/{nothing}",
        "https://b/{other}",
        "https://b/{amount.name}",
        "https://b/{account.name}",
    ],
)
def test_a_url_that_cannot_be_filled_is_an_error_without_the_value(template: str) -> None:
    with pytest.raises(ActionError) as caught:
        fill_url(template, VALUES)
    name = template.removeprefix("https://b/")
    assert str(caught.value) in (
        f"nothing fills '{name}'",
        f"'{name}' cannot be part of a URL",
    )


def test_a_gap_alone_keeps_its_type_and_one_in_a_text_becomes_text() -> None:
    template = {
        "amount": "{amount.amount}",
        "whole": "{amount}",
        "note": "To {payee}: {amount}",
        "list": ["{count}", "{nothing}", 7],
        "key": "{call.key}",
        "details": "{details}",
        "missing": "{nothing}",
        "fixed": True,
    }
    assert fill_body(template, VALUES) == {
        "amount": 250.0,
        "whole": {"amount": 250.0, "currency": "USD"},
        "note": "To Anna & Söhne/../admin?x=1#y: 250",
        "list": [3, 7],
        "key": "c1:2:pay:ab",
        "details": {"count": 3},
        "fixed": True,
    }
    assert fill_body("{quote}", VALUES) == 'a "b" \\ {payee}', "values have no gaps"
    assert fill_body(None, VALUES) is None
    assert fill_body("{nothing}", VALUES) is None


def test_a_text_with_a_missing_value_is_an_error() -> None:
    with pytest.raises(ActionError, match=r"nothing fills '\{nothing\}'"):
        fill_body({"note": "To {nothing}"}, VALUES)
