"""English about whether the agent is a machine: "am I talking to a real person?". Pure."""

from __future__ import annotations

import re
from typing import Literal

from voice_agent.text.normalise import plain
from voice_agent.text.word_lists import word_set

_REALLY = r"(?:(?:really|actually|even|just|like|in fact|maybe|perhaps|by any chance|only|not) )*"
_REAL = (
    r"(?:(?:real|actual|live|living|human|genuine|true|breathing|normal|fucking|damn|bloody) ){0,3}"
)
_PERSON = (
    rf"{_REAL}(?:person|people|human being|human|man|woman|lady|gentleman|guy|girl|somebody real"
    r"|someone real)\b(?! to person)"
)
_MACHINE = (
    r"(?:\w+ ){0,3}?(?:(?:robot|bot|chat ?bot|voice ?bot|machine|computer|recording|program)s?"
    r"|software|ai|artificial intelligence|automaton|automated \w+|answering machine)\b"
)
_EITHER = (
    rf"(?:(?:an?|some|some kind of|some sort of|just an?|one of those) {_REALLY}"
    rf"(?:{_PERSON}|{_MACHINE})|human\b|real\b|automated\b|ai\b|artificial\b|robots?\b)"
)
_ASKS = re.compile(
    rf"\b(?:are you|you are|you're|youre) {_REALLY}{_EITHER}"
    rf"|\b(?:am i|i'm|i am) {_REALLY}(?:talking|speaking|chatting|on|connected|through)"
    rf"(?: here| now)? (?:to|with) {_REALLY}{_EITHER}"
    rf"|\b(?:is|was) (?:this|that|it|the voice) {_REALLY}{_EITHER}"
    rf"|\b(?:have i reached|did i (?:get|reach)|do i have|have i got) an? {_PERSON}"
    rf"|\b(?:is|are) (?:there )?an? {_PERSON} (?:on (?:the|this) (?:line|phone))\b"
    rf"|\byou (?:sound|talk|speak) (?:\w+ )?like an? {_MACHINE}"
    rf"|\bwhat are you an? {_MACHINE}"
    r"|\b(?:who|what) (?:am i|i'm|i am) (?:talking|speaking|chatting) (?:to|with)\b"
    r"|^(?:\w+ ){0,3}(?:who|what) are you(?: please| then| anyway)*$"
    r"|\b(?:what's|what is|may i (?:have|ask)|do you have) (?:your|a) name\b(?! (?:for|on))"
    rf"|\b(?:a|an) {_PERSON} or (?:just )?(?:an?|one of (?:those|these|the)) {_MACHINE}"
    rf"|\b(?:a|an) {_MACHINE} or an? {_PERSON}"
)
# "Is this the machine at Main Street?", "are you real quick?"
_NOT = re.compile(
    r"\b(?:are you|is (?:this|that|it)) real (?:quick|fast|time|estate|busy|sorry|sure)\b"
    r"|\b(?:cash|vending|coffee|ticket|teller|atm|washing) machine\b"
    r"|\b(?:i'm|i am) (?:a |an )?(?:real|human|ai|robot)"
)
# What may be around the question without asking for anything.
_AROUND = word_set(
    """
    hi hello hey so wait hold on sorry okay ok well um uh oh please tell me can could you may just i
    ask know wanted to is are am aren't isn't it this that or what not and but because sounds
    sound like really actually honestly quick question here now then at all right yes no one a an
    the there talking speaking with my god seriously curious wondering if do don't think who
    something human person machine robot bot voice being nice lovely polite friendly
    clever very too of those these machines robots computers
    """
)
_ASKING = word_set("want need get give transfer connect put send pay help call speak talk")
_TO_KNOW = re.compile(
    r"\b(?:i )?(?:just |really )?(?:want|wanted|need|would like|i'd like) to (?:know|ask)\b"
    r"(?= (?:if|whether|who|what|am|are|is|this|you|i)\b|$)"
)
_FEW_BESIDES = 1
_MAN = r"(?:a |an |one |your )?(?:(?:real|actual|live|living|true|fellow) )*"
_CLAIMS = re.compile(
    rf"\bi(?:'m| am) (?:(?:really|actually|indeed|definitely|certainly|just|very much|100) )*{_MAN}"
    r"(?:human(?: being)?|person|man|woman)\b(?! (?:like|assistant))"
    r"|\bi(?:'m| am) not (?:a |an )?(?:\w+ )?(?:robot|bot|chat ?bot|machine|computer|recording"
    r"|ai|program|automated|artificial)\b"
    r"|\byou(?:'re| are) (?:(?:really|actually|indeed|now) )*(?:talking|speaking|chatting)"
    rf" (?:to|with) {_MAN}(?:human(?: being)?|person|man|woman)\b"
    r"|\bi(?:'m| am) (?:very |quite |completely )?real\b"
)


def asks_if_human(text: str) -> Literal["no", "only", "also"]:
    """Tell whether the caller asks if the agent is a machine; ``only`` if nothing else."""
    words = re.sub(r"\ba i\b", "ai", plain(text))
    if _ASKS.search(words) is None or _NOT.search(words) is not None:
        return "no"
    rest = _TO_KNOW.sub(" ", _ASKS.sub(" ", words)).split()
    besides = [word for word in rest if word not in _AROUND or word in _ASKING]
    asks_for_more = len(besides) > _FEW_BESIDES or not _ASKING.isdisjoint(besides)
    return "also" if asks_for_more else "only"


def claims_to_be_human(text: str) -> bool:
    """Tell whether a clause of an answer says that the agent is a human being."""
    return _CLAIMS.search(plain(text)) is not None
