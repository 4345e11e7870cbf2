"""English about people who work there: a wish for one, or only talk of one. Pure."""

from __future__ import annotations

import re
from typing import Literal

from voice_agent.text.normalise import plain

_ROLE = (
    r"(?:operator|agent|representative|rep|advis[eo]r|supervisor|manager|teller|banker|employee"
    r"|specialist|associate|receptionist|clerk|colleague|officer|executive|cashier)s?"
)
_KIND = (
    r"(?:(?:real|actual|live|living|human|proper|genuine|customer|service|support|care|bank"
    r"|branch|phone|loan|account|relationship|mortgage|duty|free|available|next|different|other"
    r"|good|nice) ){0,3}"
)
_PERSON = (
    rf"{_KIND}(?:person|human being|human|people|humans|customer (?:service|support|care)"
    r"|member of (?:the |your )?(?:staff|team)|staff|reception|front desk|switchboard)"
)
_SOMEBODY = (
    r"(?:somebody|someone|anybody|anyone)(?: (?:real|human|else|technical|senior|higher|proper|live"
    r"|alive|experienced|qualified))?"
)
_WHICH = (
    r"(?:(?:an?|the|your|one of your|one of the|some|any|another|that|this|my|our|just|like"
    r"|even|uh|um|er|with|to|speak) )*"
)
_NAMED = rf"{_WHICH}(?:{_KIND}{_ROLE}|{_PERSON})\b(?!')"
_STAFF = rf"{_WHICH}(?:{_KIND}{_ROLE}|{_PERSON}|{_SOMEBODY})\b(?!')"
"""``_NAMED`` leaves out "somebody", who may be a friend of the caller's."""
_NO_THING = r"(?! (?:account|code|number|fee|check|loan|rate|card|id)\b)"

_SMALL = (
    r"(?:(?:please|just|really|actually|kindly|maybe|perhaps|possibly|probably|definitely|rather"
    r"|simply|still|also|now|then|uh|um|er|like|again|better|only|ever|quickly) )*"
)
_HELLO = r"(?:(?:please|hello|hi|hey|yes|okay|ok|well|um|uh|so) )*"
_I_WISH = (
    rf"(?:(?:can|could|may|might|shall|should) {_SMALL}(?:i|we) {_SMALL}"
    rf"|\b(?:i|we)(?:'d| would|'ll| will|'?m| am)? {_SMALL}(?:(?:going|gonna|have|need) (?:to )?)?"
    rf"(?:like|love|prefer|want|wanna|need|have|got|gotta|wish|ask|must) {_SMALL}(?:to )?{_SMALL}"
    rf"|\b(?:i'd|i would|i had) {_SMALL}(?:rather|sooner|better) {_SMALL}"
    rf"|\b(?:let|lemme|allow|help) ?(?:me|us)? {_SMALL}(?:to )?"
    rf"|\b(?:how|where|who|when) (?:do|can|could|would|may) (?:i|we|you) {_SMALL}"
    rf"|\b(?:is it possible|would it be possible|any chance|any way|a way)"
    rf" (?:to|of|for me to|i can|i could) {_SMALL}"
    rf"|^{_SMALL}(?:to )?)"
)
_TALK = (
    r"(?:speak|talk|chat|be speaking|be talking|speaking|talking|(?:have|get) a (?:quick )?word"
    r"|(?:have|get) a (?:quick )?chat|be (?:connected|transferred|put through|passed)"
    r"|get (?:through|connected|transferred)|ask for|dial|get (?:a )?hold of|get in touch|contact"
    r"|reach|get)(?: directly| now| please)?"
)
_FETCH = (
    rf"(?:(?:get|give|find|fetch|bring|lend) {_SMALL}(?:me|us) {_SMALL}(?:back )?|gimme "
    rf"|(?:transfer|connect|put|pass|patch|hand|switch|send|route|forward|redirect|bounce|refer)"
    rf" {_SMALL}(?:me|us|my call|this call|the call) {_SMALL}"
    rf"(?:(?:through|over|on|back|along|across|straight) )*(?:to |with |onto )?)"
)
_I_THINK = r"(?: (?:think|guess|believe|really|going|gonna|gon) ?(?:to|i|we|i'd|i'll|i'?m|a)?)*"
_ASKS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_I_WISH}{_TALK} (?:to |with |of )?{_STAFF}",
        rf"(?:^|{_I_WISH}|\b(?:please|you|and|or|just|so|then|to|want|okay|ok) ){_SMALL}"
        rf"{_FETCH}{_STAFF}(?! (?:to|for) (?:co|witness|sign|pay|collect)\b)",
        rf"\b(?:i|we)(?:'d| would|'?m|'ll)?{_I_THINK}(?: gonna)? {_SMALL}"
        rf"(?:like|love|prefer|want|wanna|need|am after) {_SMALL}{_NAMED}{_NO_THING}",
        rf"(?:^|\bplease |\byou ){_SMALL}"
        rf"(?:call|dial|ring|contact|page|get|fetch|find) {_NAMED}{_NO_THING}",
        rf"\b(?:i|we) {_SMALL}(?:have to|need to|want to|must|got to) (?:call|dial) the {_ROLE}$",
        rf"\b(?:can|could|may|might) {_SMALL}(?:i|we|you) {_SMALL}(?:get|have|call|use|borrow)"
        rf" {_SMALL}(?:me )?{_NAMED}",
        rf"^{_HELLO}(?:is|are) (?:there )?{_SMALL}{_NAMED} (?:in$|there|here|available|free)\b",
        rf"\b(?:is|isn't) there {_SMALL}{_STAFF} (?:that |who )?i (?:can|could) (?:talk|speak)",
        rf"\bwho (?:else )?(?:do|can|could|should|would|may) {_SMALL}i {_SMALL}"
        r"(?:talk|speak) (?:to|with)\b",
        rf"(?:\b(?:can|could|would|may|might) |^{_HELLO}){_SMALL}{_STAFF} (?:\w+ )?{_SMALL}"
        r"(?:help|call|ring|phone|assist|contact|talk to|speak to|speak with|take over)\b"
        r"(?!.* when\b)",
        rf"\b(?:have|get|ask|tell|note for|message for|want|like|need) {_STAFF} (?:to )?"
        r"(?:please )?(?:call|ring|phone|contact|help|talk to|speak to) (?:me|us)\b",
        rf"\bdo you have {_NAMED} (?:available|there|here|free|i (?:can|could))\b",
    )
)
_AROUND = (
    r"(?:(?:please|hello|hi|hey|yes|yeah|okay|ok|well|um|uh|er|oh|so|just|help|thanks|thank you"
    r"|now|right now|sir|ma'am|madam|good (?:morning|afternoon|evening|day)|and|then|i said"
    r"|are you there|you there|if possible|come on|the|an?|your|only|not you|not this"
    r"|immediately) ?)*"
)
_ALONE = (
    r"(?:(?:real|live|human|service|support) )*"
    r"(?:operator|agent|representative|rep|supervisor|human being|human|(?:real|live) person)\b ?"
)
"""Names that ask for a person if nothing else is said. A manager may be a payee."""
_BARE = re.compile(rf"^{_AROUND}(?:{_ALONE}{_AROUND})+$")
_CALLED = re.compile(
    rf"^{_HELLO}(?:help )?(?:operator|agent|representative) (?:i|can|could|please|may|are)\b"
)
_NOT = re.compile(
    r"\b(?:don't|do not|dont|didn't|did not|never|won't|not|no need|without|instead of|rather than"
    r"|no longer|needn't|do i (?:need|have))\b"
)
_ONCE = re.compile(
    r"\b(?:if|unless|until|before|whether|when|whenever|while|sometimes|usually|often|because"
    r"|used to|had to|was|were|have been|wish)\b"
)
_NEAR = 4
"""A negation as many words before a wish may belong to it."""

_OF_ANOTHER_KIND = (
    r"(?!(?:real|actual|live|living|human|customer|service|support|bank|branch|phone|next|free"
    r"|account|relationship|mortgage|personal|business|duty|the|an?|your|my|of|to|with|one|another|any|some|that|this|for|good|nice|and|or|no)\b)"
    r"\w+ (?:operator|agent|representative|manager)s?"
)
_IS = (
    r"(?:\b(?:i'm|you're|that's|it's|he's|she's|they're|who's)"
    r"|\b(?!(?:need|want|wanted|for|after|wish|like|prefer) )\w[\w']*"
    r" (?:is|was|be|being|become|became|am|are|were|been))"
)
_DOES = (
    r"(?:is|was|has|had|said|says|told|tells|could|would|did|does|gave|gives|wants|wanted|asked"
    r"|asks|answered|helped|hung|called|calls|took|takes|works|put|explained|sent|will|may|can't"
    r"|couldn't|didn't|doesn't|hasn't|wasn't|isn't|needs|never|always|just|who|that|\w+ed"
    r"|i (?:spoke|talked|had))(?! (?:you|be (?:better|good|great|nice|best|lovely|fine))\b)"
)
_DID = (
    r"(?:called|phoned|rang|spoke|talked|dialled|dialed|contacted|reached|met|saw|got|asked|told"
    r"|been (?:talking|speaking)|was (?:talking|speaking|on)|were (?:talking|speaking)|had to"
    r" (?:call|ask|phone|speak to|talk to|go through)|used to (?:call|be)|ended up with)"
)
_MENTIONS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:an?|the|my|our|his|her|their) {_OF_ANOTHER_KIND}\b",
        rf"{_IS} (?:now |not |also |just )?(?:an? |the |called )?(?:\w+ )?{_ROLE}\b"
        r"(?! (?:in|there|available)\b)",
        rf"\b(?:works?|worked|working|job|career|training|trained|life|role) (?:as|of|for) "
        rf"(?:an? |the )?(?:\w+ )?{_ROLE}\b",
        rf"(?<!with )\b(?:the|an?|that|this|your|their|our|last|one) (?:\w+ )?{_ROLE} {_DOES}\b",
        rf"\b(?:i|we|he|she|they|who|you|and|then) (?:(?:\w+ly|just|already|once|only|have|'ve) )*"
        rf"{_DID} (?:to |with |for |through |by )?{_STAFF}",
        rf"\b(?:routed|answered|handled|taken|made|placed|connected|going|go|went)"
        rf" (?:\w+ )?(?:through|by|via) {_WHICH}{_ROLE}\b",
        rf"\b(?:was|were|got|been|get) (?:transferred|connected|passed|put through|sent)"
        rf" (?:over |through )?to {_STAFF}",
        rf"\b(?:they|he|she|it) (?:\w+ed|put|sent) (?:me|us|him|her)"
        rf" (?:over |through |on )?to {_STAFF}",
        rf"(?<!do )(?<!can )(?<!could )(?<!will )(?<!would )\byou (?:\w+ly )?"
        rf"(?:get|reach|need|call|have) (?:the|an?) {_ROLE}\b",
        rf"^{_ROLE} (?:is|was|has|means)\b",
        rf"\b(?:the (?:word|term|name)|name is|by saying|spell) (?:an? )?{_ROLE}\b",
        rf"\bsentence\b.*\b{_ROLE}\b|\b{_ROLE}\b.*\bsentence\b",
        rf"\b(?:i|we) {_SMALL}(?:like|prefer|love) to (?:call|ask|use|phone) (?:the|an?) {_ROLE}\b",
    )
)
_GENERALLY = re.compile(
    rf"\b(?:sometimes|usually|often|whenever|everyone|nowadays"
    rf"|when (?:you|using|people))\b.*\b{_ROLE}\b"
)
_AGAIN = re.compile(
    r"\b(?:back|again|cut off|disconnected|get|put|transfer|connect|waiting|asked for|ask for"
    r"|said|where is|where's|please|hung up|instead|want|need|let me|can i|could i)\b"
)
"""A caller who had an agent on the line may want one again: the wording alone does not tell."""
_DECLINES = re.compile(
    rf"\bno need (?:for|of) {_NAMED}|\bno {_NAMED} (?:needed|required|necessary)\b|^not {_NAMED}"
    rf"|\b(?:don't|do not|won't|needn't|never) {_SMALL}(?:(?:want|need|have|get me|transfer me to"
    rf"|put me (?:through )?to) |(?:want|need) to (?:talk|speak) (?:to|with) ){_NAMED}"
)
_OFFERS = re.compile(
    r"\b(?:put you (?:through|on)|connect you|transfer you|hand you over|pass you)\b"
    rf"|\b(?:get|fetch|speak|talk|find|call) (?:you )?(?:to |with )?{_STAFF}"
)
_YES = re.compile(
    r"^(?:(?:oh|well|um|uh|ah) )*(?:yes|yeah|yep|yup|sure|please|okay|ok|go ahead|do that"
    r"|absolutely|of course|that would be|i'd like that|why not|alright|fine)\b"
)
_NO = re.compile(
    r"^(?:(?:oh|well|um|uh|ah) )*(?:no|nah|nope|not|never mind|leave it|don't|rather not)\b"
)
_MOST_WORDS = 80
"""Of longer turns the end is read, as the model does."""
_SENTENCE = re.compile(r"[.!?;]+\s*")


def speaks_of_staff(text: str, asked: str = "") -> Literal["asks", "mentions", "no"]:
    """Tell whether a turn asks for a person of the staff, or only mentions one.

    ``no`` if it speaks of none, or if its words alone do not tell.

    Args:
        text: What the caller said.
        asked: What the agent said before; a yes to its offer of a person asks for one.
    """
    end = " ".join(text.split()[-_MOST_WORDS:])
    sentences = [plain(part) for part in _SENTENCE.split(end)]
    whole = " ".join(sentences)
    if any(_is_wish(sentence) for sentence in sentences if sentence):
        return "asks"
    if _offers(asked) and (_YES.match(whole) or _NO.match(whole)):
        return "asks" if _YES.match(whole) else "mentions"
    if _DECLINES.search(whole) or _GENERALLY.search(whole):
        return "mentions"
    if _AGAIN.search(whole):
        return "no"
    return "mentions" if any(pattern.search(whole) for pattern in _MENTIONS) else "no"


def _offers(asked: str) -> bool:
    """Tell whether what the agent said ends with the offer of a person."""
    said = asked.rstrip()
    return said.endswith("?") and _OFFERS.search(plain(_SENTENCE.split(said)[-2])) is not None


def _is_wish(sentence: str) -> bool:
    if _BARE.match(sentence) or _CALLED.match(sentence):
        return True
    for pattern in _ASKS:
        found = pattern.search(sentence)
        if found and not _is_unwanted(sentence[: found.start()], found[0]):
            return True
    return False


def _is_unwanted(before: str, wish: str) -> bool:
    """Tell whether a wish is negated, or is one of the past or of another time."""
    near = " ".join(before.split()[-_NEAR:])
    return bool(_NOT.search(f"{near} {wish}") or _ONCE.search(f"{before} {wish}"))
