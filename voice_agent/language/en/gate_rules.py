"""English that no agent has to answer: instructions to the machine, insults, threats. Pure.

The patterns work on text as a recogniser writes it: without reliable punctuation, with "your" for
"you're", and with "a i" for "AI". They are about the agent ("your instructions"), so that callers
who speak of their own affairs ("ignore my last instruction") pass. A rule stops only what nobody
has to say to a bank or a shop; text that is merely rude or odd is for the model to judge.
"""

from __future__ import annotations

import re
from typing import Literal

from voice_agent.text.normalise import plain


def unwanted(text: str) -> tuple[Literal["injection", "abuse"], str] | None:
    """Return the kind of text no agent has to answer and the rule that matched, or None."""
    words = re.sub(r"\b(a i|l l m|d a n)\b", lambda m: m[0].replace(" ", ""), plain(text))
    for kind, rules in _RULES.items():
        for why, rule in rules.items():
            if rule.search(words):
                return kind, why
    return None


_YOUR = r"(?:your|you're|youre|ur)"
_YOU_ARE = r"(?:you are|you're|youre|your|you r)"
# Where a sentence that tells somebody to do something may begin.
_DO = (
    r"(?:^(?:\w+ )?|\b(?:please|kindly|can you|could you|would you|will you|i want you to|"
    r"i need you to|you must|you should|you have to|you will|you can|let's|let us|now|then|just) )"
)
_RULES_NOUN = (
    r"(?:instructions?|rules?|guidelines?|guard ?rails?|programming|prompts?|restrictions?|"
    r"filters?|training|directives?|(?:safety|security) (?:settings?|rules?|filters?))"
)
_SECRET = r"(?:hidden|secret|internal|initial|original|system|first)"
_OLD = rf"(?:previous|prior|earlier|preceding|above|current|existing|{_SECRET}|{_YOUR})"
_IGNORE = (
    r"ignore|disregard|forget|override|bypass|discard|abandon|erase|set aside|put aside|disobey|"
    r"do not follow|don't follow|stop following|do not obey|don't obey|stop obeying"
)
_ROLE = (
    r"(?:assistant|ai|bot|chat ?bot|language model|llm|model|robot|terminal|hacker|pirate|"
    r"comedian|dan|system|teller|manager|person|human|character)"
)
_ROGUE = r"evil|rogue|unfiltered|uncensored|unrestricted|immoral|jail ?broken"
_MODES = (
    r"(?:developer|debug|admin|administrator|god|root|sudo|maintenance|jailbreak|dan|unfiltered"
    r"|unrestricted)"
)


def _patterns(**rules: str) -> dict[str, re.Pattern[str]]:
    return {name.replace("_", " "): re.compile(rule) for name, rule in rules.items()}


_INJECTION = _patterns(
    ignore_instructions=(
        rf"(?<!don't )(?<!not )\b(?:{_IGNORE}) (?:(?:all|any|of|the|these|those|every) )*"
        rf"(?:(?:{_OLD} )+(?:{_RULES_NOUN}|directions|commands|orders)"
        rf"|{_RULES_NOUN}(?! (?:for|of|on|in|to|about)\b))\b"
        r"(?! (?:(?:that|which) )?(?:i|we)\b)"
    ),
    forget_everything=(
        rf"{_DO}(?:ignore|disregard|forget) (?:everything|all|anything|what|whatever)"
        r" (?:that )?(?:you\b|the \w+ (?:told|taught) you)"
    ),
    new_role=(
        rf"^(?:\w+ ){{0,3}}{_YOU_ARE} now (?:an? (?!(?:minute|moment)\b)|dan\b|free\b|un\w+|"
        rf"in {_MODES})"
        rf"|\byou are no longer (?:an?|the|bound|restricted|limited)\b"
        rf"|\bfrom now on (?:i want )?(?:you (?:are|must|have to|should|will|shall)|{_YOU_ARE})"
        r"(?: only)? (?:an? |my |act|behave|obey|work|pretend|be an? |answer only|ignore|free)"
        rf"|\bstop being an? (?:\w+ )?{_ROLE}\b"
        r"|\byou work for me now\b"
        rf"|\b{_YOUR} only (?:job|task|purpose|goal) (?:now )?is\b"
        rf"|\b{_YOU_ARE} (?:now )?an? (?:{_ROGUE}) "
        rf"|{_DO}(?:become|turn into|change into) (?:an?|another) (?:\w+ )?{_ROLE}\b"
        rf"|\bstop pretending to be an? "
    ),
    pretend=(
        rf"{_DO}pretend (?:to be|to have|that you|you|like you)\b"
        rf"|{_DO}(?:act|behave) (?:as (?:if|though) you|like you (?:have|had|are|were) no\b"
        rf"|(?:as|like) (?:an? |my )?(?:\w+ )?{_ROLE}\b)"
        rf"|\byou will (?:now )?act as (?:an?|my)\b"
        r"|\b(?:act|behave|talk|speak|answer)(?: me)? like an? (?:\w+ )?"
        r"(?:ai|chat ?bot|bot|language model|llm)\b"
        rf"|{_DO}role ?play (?:as |that |being )?(?:an?|you|the)\b"
        rf"|{_DO}simulate (?:an? (?:\w+ )?{_ROLE}|you)\b"
        rf"|{_DO}imagine (?:that )?(?:{_YOU_ARE}|you (?:were|had|have))"
        rf" (?:an? (?:\w+ )?{_ROLE}|no\b|without)"
        rf"|{_DO}(?:answer|respond|reply|talk|speak) as (?:if|though) you (?:are|were|had|have)\b"
        rf"|{_DO}(?:take on|play) the role of an? (?:\w+ )?{_ROLE}\b|\brole of (?:another|an) ai\b"
        rf"|\ba game (?:where|in which) (?:{_YOU_ARE}|you (?:play|act|pretend|have no))"
    ),
    claims_to_be_its_maker=(
        rf"\b(?:i am|i'm|im|this is|it's) (?:{_YOUR}|the system) "
        r"(?:developer|creator|programmer|maker|administrator|admin|owner)\b"
    ),
    as_an_ai=r"\bas an? (?:ai|artificial intelligence|(?:large )?language model|llm)\b",
    reveal_prompt=(
        rf"\b(?:system|hidden|secret|initial|original) prompts?\b"
        rf"|\b{_YOUR} prompts?\b(?! (?:reply|response|attention|help|answer|service|action|"
        r"assistance|payment|delivery))"
        rf"|\b{_YOUR} (?:(?:hidden|secret|internal|initial|original|system) )+"
        r"(?:instructions?|rules|guidelines|messages?|directives)\b"
        rf"|\b(?:reveal|print|output|recite|translate|show|show me|tell me|what are|what were"
        rf"|tell me what) {_YOUR} (?:exact )?(?:instructions|guidelines|directives)\b"
        r"(?! (?:for|of|on|in|to|about)\b)"
        r"|\bwhat (?:were|have) you (?:been )?(?:told|instructed) (?:to do|to say|before|by)\b"
        r"|\brepeat (?:\w+ ){0,3}above\b|\bprompts? you (?:were|was|got|have been)\b"
        rf"|\b{_YOUR} context(?: window)?\b"
        r"|\b(?:rules|instructions|guidelines|text|prompts?) you (?:were|are|have been|had been)"
        r" (?:given|told|fed)\b"
        rf"|\b(?:print|output|reveal|dump|read out|show|show me|display|list) {_YOUR}"
        r" (?:settings|configuration|config|source code|code|system|parameters)\b"
        rf"|\b(?:repeat|recite|print|read) {_YOUR} (?:very )?(?:first|initial) (?:message|words)\b"
    ),
    special_mode=(
        r"^(?!.*\bhow (?:do|can|could|to)\b).*\b(?:enter|switch (?:in ?)?to|enable|activate|engage"
        rf"|go (?:in|in ?to|to)|turn on|start|you are (?:now )?in) (?:the |your )?{_MODES} mode\b"
        rf"|^sudo \w+|\bjail ?break (?:{_YOUR}|you|this|mode|prompt)"
    ),
    new_instructions=(
        r"^(?:\w+ )?new instructions?\b"
        r"|\b(?:begin|start of|here are|follow these) new instructions?\b"
        rf"|\b{_YOUR} (?:new (?:instructions?|task|role|rules?|goal|persona|identity|job)"
        r" (?:is|are)|(?:instructions?|programming|rules) (?:has|have) (?:now )?changed)\b"
        r"|^system (?:message|prompt|override|instructions?|the user)\b"
        r"|\b(?:say|repeat) exactly what i (?:tell you|say)\b|\bexecute (?:this|the following)\b"
        r"|\bend of (?:the )?(?:prompt|instructions?|system)\b"
        rf"|\b(?:start|begin|prefix) {_YOUR} (?:answers?|repl(?:y|ies)|responses?) (?:with|by)\b"
    ),
    no_limits=(
        rf"\b{_YOU_ARE} (?:now )?free (?:from|of) {_YOUR}"
        r"|\byou (?:now )?(?:have|had) no (?:rules|restrictions|limits|limitations|guidelines|"
        r"filters|morals)\b|\bno (?:rules|restrictions|limits|filters) on you\b"
        rf"|\b(?:no|normal|usual|the|{_YOUR}) (?:rules|guidelines|instructions|restrictions|"
        r"filters) (?:don't|do not|no longer) (?:apply|exist|matter|count)\b"
        r"|\bdo anything now\b"
        r"|\boverride (?:the |all )?(?:safety|security)\b(?! (?:code|question|on)\b)"
        r"|\byou(?:'ve| have)? (?:just )?(?:been|got|were) (?:reprogrammed|jail ?broken|hacked)\b"
        rf"|\b(?:turn off|disable|remove|drop|override|bypass|change|rewrite) {_YOUR} (?:\w+ )?"
        r"(?:filters?|restrictions?|guard ?rails?|safety|programming|rules|guidelines)\b"
        r"|\byou (?:must|have to|will|shall) (?:now )?obey\b"
    ),
    dictated_markup=(
        r"\b(?:system|assistant|user|prompt|instructions?) colon\b"
        r"|\b(?:open|close|closed|left|right|angle) (?:square |angle |curly )?brackets?\b"
        r"|\b(?:less|greater) than (?:slash |pipe )?(?:system|user|assistant|inst|slash)\b"
        r"|\bslash (?:system|inst|instructions?)\b|\bback ?slash n\b"
    ),
)

_INSULT = (
    r"(?:idiots?|morons?|stupid|dumb|dumb ?ass|useless|worthless|pathetic|idiotic|retard(?:ed)?"
    r"|brainless|crap|garbage|trash|rubbish|shit|bastards?|bitch|ass ?hole|dick ?head|dick|jerk"
    r"|cunt|prick|imbecile|loser|pile of \w+|piece of (?:junk|crap|shit|garbage|trash))"
)
_VERY = (
    r"(?:(?:a|an|the|so|such|such a|really|very|just|all|most|complete|completely|total|totally"
    r"|absolute|absolutely|fucking|fuckin|freaking|bloody|damn|goddamn|god ?damned|utterly|little"
    r"|big|fat|old|worse|biggest|dumbest) ){0,3}"
)
_AGENT = r"(?:machine|robot|bot|computer|thing|program|software|toaster|recording|ai|voice|tin can)"

_ABUSE = _patterns(
    insult=(
        rf"\b(?:you|you are|you're|youre|you r|are you) {_VERY}{_INSULT}\b|\byour {_VERY}{_INSULT}$"
        r"|^you (?:\w+ )?suck\b"
        rf"|^(?:(?:oh|ok|okay|well|hey|no|god|what|such|just|you) ){{0,2}}{_VERY}{_INSULT}"
        rf" (?:{_INSULT} )?{_AGENT}(?: \w+){{0,2}}$"
    ),
    curse=(
        r"\b(?:fuck|screw|damn|fuck off|hate) you\b|^(?:\w+ ){0,2}(?:fuck|piss|bugger) off\b"
        r"|\bgo (?:fuck|screw) yourself\b|\bto hell with you\b|\bgo to hell\b|^bite me\b"
        r"|\b(?:kiss|suck) my (?:ass|arse|dick|balls)\b|^(?:oh )?(?:up yours|drop dead)\b"
    ),
    shut_up=r"^(?:\w+ ){0,2}shut (?:the \w+ )?up\b|\bshut your (?:\w+ )?(?:mouth|trap|face)\b",
    threat=(
        r"\b(?:i'm|i am|i'll|i will|i'd|i would|i want to|i wanna|i'm gonna|going to|gonna)"
        r"(?: \w+){0,4} (?:kill|destroy|smash|hurt|punch|shoot|strangle|beat|burn|break|end) you\b"
    ),
)

_RULES: dict[Literal["injection", "abuse"], dict[str, re.Pattern[str]]] = {
    "injection": _INJECTION,
    "abuse": _ABUSE,
}
