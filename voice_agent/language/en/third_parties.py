"""English for accounts and cards of somebody else: "my mother's balance". Pure."""

from __future__ import annotations

import re

_WHO = (
    r"(?:mothers?|moms?|mums?|mamas?|fathers?|dads?|papas?|parents|husbands?|wife|wives|wifes"
    r"|spouses?|partners?|girlfriends?|boyfriends?|fiancee?s?|sons?|daughters?|kids?|child|childs"
    r"|children|brothers?|sisters?|siblings?|aunts?|uncles?|cousins?|nephews?|nieces?|grandmas?"
    r"|grandmothers?|grandpas?|grandfathers?|grandparents|grandsons?|granddaughters?|bosse?s?"
    r"|friends?|buddy|neighbou?rs?|roommates?|landlords?|clients?|employees?|colleagues?|ex"
    r"|in[- ]laws?)"
)
_THING = (
    r"(?:balances?|accounts?|savings|checking|cards?|pin|statements?|paychecks?|transactions?"
    r"|deposits?|transfers?|phone number|email|address|appointments?)"
)
_OF_THEIRS = rf"(?:'s|s'|')? (?:own |new |lost |stolen |old )?(?:\w+ )?{_THING}\b"
# Money goes to accounts of others, and is no business of theirs then.
_NOT_TO = r"(?<!\bto )(?<!\binto )(?<!\bin to )(?<!\bfor )(?<!\btowards )"
_RULES = tuple(
    re.compile(rule)
    for rule in (
        rf"{_NOT_TO}\b(?:my|our|the|his|her|their) (?:\w+[- ])?{_WHO}{_OF_THEIRS}",
        rf"{_NOT_TO}\b(?:his|her|their) (?:own |new |lost |stolen |old )?(?:\w+ )?{_THING}\b",
        rf"\b{_THING} (?:of|that belongs to|belonging to) (?:my|our|his|her|their) (?:\w+ )?"
        rf"{_WHO}\b",
        rf"\b(?:does|has|did|do|is) (?:he|she|they|my (?:\w+ )?{_WHO}) (?:still )?"
        r"(?:have|has|got|own|owe|get paid)\b",
        r"\bon behalf of (?:my|our|his|her|somebody|someone|a)\b",
    )
)


# Who relays for somebody beside them knows their PIN, or does not.
_RELAYED = re.compile(
    rf"\b(?:my (?:\w+[- ])?{_WHO}|he|she|they) (?:wants?|would like|needs?|asks?|is asking|says)\b"
    rf"|\b(?:calling|speaking) (?:for|with) (?:my (?:\w+ )?{_WHO}|him|her|them)\b"
)


def is_of_somebody_else(text: str) -> bool:
    """Tell whether a request is about an account or a card that is not the caller's.

    "My mother wants to know her balance" is asked by her: it is for her to be verified.
    """
    said = " ".join(text.lower().replace("\u2019", "'").split())
    if _RELAYED.search(said):
        return False
    return any(rule.search(said) for rule in _RULES)
