from __future__ import annotations

import pytest
from pydantic import ValidationError

from voice_agent.language import EntitySpec


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"kind": "colour"}, "kind"),
        ({"kind": "list"}, "an entity of kind 'list' needs 'values'"),
        ({"kind": "money", "values": {"a": []}}, "'values' is for kind 'list', not 'money'"),
        ({"kind": "money", "modifiers": ["a"]}, "'modifiers' is for kind 'list'"),
        ({"kind": "money", "unavailable": ["a"]}, "'unavailable' is for kind 'list'"),
        ({"kind": "money", "no_values": ["a"]}, "'no_values' is for kind 'list'"),
        ({"kind": "money", "check": "luhn"}, "'check' is for kind 'digits', not 'money'"),
        ({"kind": "digits", "check": "isbn"}, "check"),
        ({"kind": "time", "region": "GB"}, "'region' is for kind 'phone' or 'postcode' or 'date'"),
        ({"kind": "digits", "local": True}, "'local' is for kind 'phone'"),
        ({"kind": "time", "past": True}, "'past' is for kind 'date'"),
        ({"kind": "date", "full": True}, "'full' is for kind 'name'"),
        ({"kind": "date", "region": "GB"}, "only where it is 'past'"),
        ({"kind": "phone", "region": "Britain"}, "region"),
        ({"kind": "phone", "region": "gb"}, "region"),
        ({"kind": "name", "colour": "red"}, "colour"),
    ],
)
def test_a_key_that_does_not_fit_is_an_error(keys: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        EntitySpec.model_validate(keys)


@pytest.mark.parametrize(
    "keys",
    [
        {"kind": "list", "values": {"tea": ["chai"]}, "modifiers": ["some"]},
        {"kind": "digits", "check": "iban", "min_length": 4, "max_length": 40},
        {"kind": "phone", "region": "GB", "local": True},
        {"kind": "postcode", "region": "GB"},
        {"kind": "date", "past": True, "region": "GB"},
        {"kind": "name", "full": True},
        {"kind": "name", "full": False, "past": False, "local": False},
    ],
)
def test_a_spec_keeps_its_keys_and_cannot_be_changed(keys: dict[str, object]) -> None:
    spec = EntitySpec.model_validate(keys)
    assert {name: getattr(spec, name) for name in keys} == keys
    with pytest.raises(ValidationError):
        spec.kind = "money"
