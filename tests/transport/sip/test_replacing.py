from __future__ import annotations

import pytest

from voice_agent.core.errors import ProtocolError
from voice_agent.transport.sip.dialog import Dialog, Here
from voice_agent.transport.sip.replacing import instead_of, is_sip, number_at


def dialog(target: str = "sip:desk@10.0.0.5:5062;transport=tcp") -> Dialog:
    here = Here("10.0.0.9", 5060)
    return Dialog(here, "abc@host", "sip:us@h", "our;tag", "sip:desk@h", "their+tag", target)


def test_a_third_party_is_told_whose_place_it_takes_as_the_target_sees_it() -> None:
    # RFC 3891, 3: its 'to-tag' is the tag of who is called, 'from-tag' is ours.
    assert instead_of(dialog()) == (
        "sip:desk@10.0.0.5:5062;transport=tcp"
        "?Replaces=abc%40host%3Bto-tag%3Dtheir%2Btag%3Bfrom-tag%3Dour%3Btag"
    )


@pytest.mark.parametrize(
    ("to", "near", "uri"),
    [
        ("+15550100", "sip:asterisk@10.0.0.5:5060", "sip:+15550100@10.0.0.5:5060"),
        ("tel:+15550100;ext=3", "sip:pbx.example", "sip:+15550100@pbx.example"),
        ("100", "sips:x@[2001:db8::1]:5061", "sips:100@[2001:db8::1]:5061"),
        ("a b<c", "sip:pbx.example", "sip:a%20b%3Cc@pbx.example"),
    ],
)
def test_a_number_is_one_of_the_pbx_that_the_caller_comes_from(
    to: str, near: str, uri: str
) -> None:
    assert number_at(to, dialog(near)) == uri


def test_a_pbx_without_an_address_is_said_so() -> None:
    with pytest.raises(ProtocolError):
        number_at("100", dialog("tel:+1555"))


@pytest.mark.parametrize(
    ("to", "is_one"), [("sip:a@b", True), ("SIPS:a@b", True), ("+1", False), ("tel:+1", False)]
)
def test_which_numbers_say_where_they_are(to: str, is_one: bool) -> None:
    assert is_sip(to) is is_one
