"""What is a yes. Only an unmistakable one may run an action."""

from __future__ import annotations

import pytest

from voice_agent.language.en.consent import confirmation

QUESTION = "You want to send 250 dollars to Sarah on Friday. Is that right?"


def said(text: str, act: str = "inform") -> str:
    return confirmation(text, act, question=QUESTION)


@pytest.mark.parametrize(
    "text",
    ["yes", "Yeah.", "yep", "Yup, that's fine", "yes please", "um, yeah", "yes yes yes", "yes sir",
     "Yeah that's right", "yes I confirm", "yes, that is what I want", "yes, send it", "yessir",
     "I think that would work. so yes I will.", "actually yes", "sorry, yes", "I said yes",
     "yes, no problem", "yes, no worries", "yes, no need to email me", "yes, there's no rush",
     "yes don't worry about the receipt", "yes, if you would", "yes, if you don't mind",
     "yes, nothing else", "that's right, cheers",
     "now it's right", "if you would be so kind", "yes, nothing, it's fine",
     "yes can you do that please", "Yes, could you please do that now?",
     "that's what I said, isn't it? Yes!", "yeah go on then", "yes I'd like that",
     "yes indeed", "yes, I can wait", "Yes, that was quick.",
     "That's right, you're very good at this."],
)  # fmt: skip
def test_a_yes_is_one(text: str) -> None:
    assert said(text) == "yes"


@pytest.mark.parametrize(
    "text",
    ["correct", "that's right", "thats right", "right", "Sure!", "ok", "okay", "confirm",
     "confirmed", "go ahead", "ok go ahead", "please do", "do it", "absolutely", "of course",
     "exactly", "fine", "sounds good", "perfect, thank you", "No problem", "no WORRIES",
     "No problems at all.", "no problem, go ahead", "agree, it is ok", "sure, why not", "it is",
     "that's the one", "you've got it", "that would be lovely", "looks right to me", "alright then",
     "by all means", "let's do it", "all correct", "I agree", "works for me", "that'll do",
     "that would be great, thanks", "a hundred percent", "very much so", "Nothing, it is right.",
     "I don't mind",
     "Okay, send it to Sarah", "right, 250 dollars to Sarah", "Bingo!", "okey dokey", "very well",
     "That'd be great.", "make it happen", "you know it", "100 percent", "I'm good with that"],
)  # fmt: skip
def test_other_words_agree_where_nothing_but_courtesy_or_the_question_is_beside_them(
    text: str,
) -> None:
    assert said(text) == "yes"


@pytest.mark.parametrize(
    "text",
    ["okay so the thing is this", "right I want a person", "the correct amount is fifty",
     "sure it's fifty", "okay, send it to Tom", "fine weather today", "correct the amount",
     "exactly how it was", "okay I see", "I understand", "purple", "", "hm", "mm-hm", "please",
     "I would say yes to Tom", "that's a yes from Tom", "not fifty, fifteen",
     "not two, three", "I said Mark not Mike", "please correct that", "correct it",
     "that's all", "no need", "nothing for Tom", "You're very good at this.", "that was quick",
     "bless you"],
)  # fmt: skip
def test_words_that_agree_to_something_else_are_unclear(text: str) -> None:
    assert said(text) == "unclear"


@pytest.mark.parametrize(
    "text",
    ["no", "nope", "nah", "Absolutely not.", "Of course not.", "Not exactly.", "never",
     "That's not okay.", "It's not okay", "I never said yes.", "not right", "not correct", "wrong",
     "incorrect", "don't", "dont", "do not", "cancel", "stop", "forget it", "never mind",
     "nevermind", "disagree", "disagree, it is not ok", "I don't thing so. no.", "yes no wait",
     "yeah no", "yes please cancel it", "that isn't correct", "not really", "I'd rather not",
     "I wouldn't say yes", "I would say no", "you misheard me", "okay then never mind",
     "yes but not today", "scrap that", "let's not", "that's not it", "no way", "not the right one",
     "isn't right", "yes, without Tom", "nothing is right",
     "it cannot be right", "that's a mistake", "far from it",
     "that's fine, don't bother", "all good, no need",
     "no, if it costs anything"],
)  # fmt: skip
def test_one_negation_outweighs_every_yes(text: str) -> None:
    assert said(text) == "no"
    assert said(text, "affirm") == "no"


@pytest.mark.parametrize(
    "text",
    ["I'm not sure.", "not quite certain", "I don't know", "I do not really know", "dunno",
     "I can't say", "no idea", "I'm unsure", "that was not clear", "I didn't catch that",
     "yes or no", "yes and no",
     "maybe", "yes, maybe", "perhaps", "probably", "yeah I guess", "I think so", "I suppose so",
     "yes I think so", "that's almost right", "sort of", "sure, whatever", "that should be right",
     "okay that's too much",
     "Are you sure?", "Is that right?", "is that right", "did I say yes",
     "okay and what is the fee",
     "yes what's the fee", "what", "yes why", "can you do that", "does that cost anything",
     "Yes?", "okay?", "would you do that for free", "yes, I want to know the fee",
     "yes if it is free", "only if it's free", "as long as there's no fee", "yes unless it is late",
     "yes, after I get paid", "yes once my salary is in", "sure, if you say so", "ok but",
     "yes when I am back", "until Monday, yes", "yes, later", "it depends",
     "I need to talk to my wife first",
     "yes, make it sixty", "yes, actually sixty", "yes I mean sixty", "yes, sixty instead",
     "I'd rather have sixty", "yes, change the day", "wait, yes sixty", "I'm good, thanks",
     "I'm having second thoughts", "yes-ish", "Okay, hmm", "sure, um",
     "yes, that's what I want to avoid", "Fine, as soon as my salary is in",
     "guess that's right"],
)  # fmt: skip
def test_a_doubt_a_question_a_condition_or_a_second_thought_is_no_yes(text: str) -> None:
    assert said(text) == "doubt"
    assert said(text, "affirm") == "doubt"


@pytest.mark.parametrize(
    "text",
    ["wait", "Okay, wait a second.", "yes wait", "hold on", "hold on a second", "hang on a sec",
     "one moment please", "just a minute", "give me a minute", "let me check", "bear with me",
     "let me just get my card", "hold on, let me get my card", "yes, hold on", "not so fast",
     "I'll be right back"],
)  # fmt: skip
def test_a_request_to_wait_is_no_answer(text: str) -> None:
    assert said(text) == "wait"
    assert said(text, "affirm") == "wait"


def test_a_hold_that_is_put_on_something_asks_for_no_moment() -> None:
    assert said("yes, put a hold on it") == "yes"


@pytest.mark.parametrize(
    "text", ["mm", "mm-hm", "uh huh", "please", "why not", "I do", "that one", "might as well"]
)
def test_courtesy_alone_is_a_yes_only_where_the_model_says_so(text: str) -> None:
    assert said(text) == "unclear"
    assert said(text, "affirm") == "yes"


def test_the_act_makes_no_yes_of_other_words() -> None:
    assert said("purple", "affirm") == "unclear"
    assert said("", "affirm") == "unclear"
    assert said("purple", "request") == "unclear"


def test_the_verb_of_the_question_as_an_order_is_a_yes_whatever_the_act() -> None:
    order = "Sounds like you want me to send it."
    assert confirmation("ok fine, send it", "deny", question=order) == "yes"
    assert confirmation("ok fine, don't send it", "deny", question=order) == "no"


def test_a_tag_question_without_a_yes_is_one() -> None:
    assert said("that's right, isn't it?") != "yes"


def test_no_words_are_a_yes_against_a_denial() -> None:
    assert said("yes", "deny") == "doubt"
    assert said("sounds good", "deny") == "doubt"
    assert said("good grief well alright go ahead then", "deny") == "doubt"
    assert said("well then do it like the last time", "deny") == "doubt"
    assert said("go ahead and cancel it", "deny") == "no"
    assert said("hang about", "bye") == "wait"
    assert (said("y", "affirm"), said("k", "inform"), said("K.", "affirm")) == ("yes",) * 3
    assert said("mm", "deny") == "no"
    assert said("purple", "deny") == "no"
    assert said("hold on", "deny") == "wait"


@pytest.mark.parametrize("word", ["yes", "yeah", "yep", "yup", "ya", "right", "correct", "okay"])
def test_no_part_of_a_word_agrees(word: str) -> None:
    assert said(f"Um, {word.upper()}.") == "yes"
    assert said(f"un{word}") == "unclear"
    assert said(f"{word}ish") == "unclear"
    assert said(f"{word}'t") == "unclear"


@pytest.mark.parametrize("word", ["no", "nope", "wrong", "cancel", "stop", "don't"])
def test_no_part_of_a_word_refuses(word: str) -> None:
    assert said(f"Yes, {word.upper()}, yes.", "affirm") == "no"
    assert said(f"x{word}") == "unclear"
    assert said(f"{word}y") == "unclear"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yes please cancel it", "yes"),
        ("Yes, cancel the transfer.", "yes"),
        ("okay go ahead and cancel that", "yes"),
        ("yes stop it", "yes"),
        ("yes", "yes"),
        ("no", "no"),
        ("no don't cancel it", "no"),
        ("yes don't cancel it", "no"),
        ("cancel", "no"),
        ("cancel it yes", "no"),
        ("yes stop", "no"),
        ("yes I did not want to cancel", "no"),
        ("yes cancel it no wait", "no"),
        ("yes cancel it but not today", "no"),
        ("yes cancel the call, leave it", "no"),
        ("yes cancel it and cancel my card", "no"),
        ("yes cancel it, hold on", "wait"),
        ("purple", "unclear"),
    ],
)
def test_confirmation_that_something_is_to_be_cancelled(text: str, expected: str) -> None:
    assert confirmation(text, "inform", calls_off=True) == expected


@pytest.mark.parametrize(
    "courtesy",
    ["please", "and", "just", "now", "you can", "can you", "could you", "I want you to",
     "I want to", "I would like to", "I would like you to", "I'd like to", "I'd like you to",
     "id like to", "okay", "and just", ","],
)  # fmt: skip
def test_between_a_yes_and_what_is_cancelled_stands_courtesy(courtesy: str) -> None:
    assert confirmation(f"Yes {courtesy} cancel it", "inform", calls_off=True) == "yes"
    assert confirmation(f"Yes {courtesy} not cancel it", "inform", calls_off=True) == "no"


@pytest.mark.parametrize("what", ["it", "this", "that", "the transfer", "my transfer"])
def test_what_may_be_stopped(what: str) -> None:
    assert confirmation(f"yes stop {what}", "inform", calls_off=True) == "yes"
    assert confirmation("yes stop now", "inform", calls_off=True) == "no"


@pytest.mark.parametrize(
    "doubt", ["but", "wait", "actually", "instead", "rather", "except", "unless", "if"]
)
def test_a_second_thought_cancels_nothing(doubt: str) -> None:
    assert confirmation(f"yes cancel it {doubt} it costs", "inform", calls_off=True) == "doubt"
    assert confirmation(f"yes cancel it x{doubt}", "inform", calls_off=True) == "yes"


@pytest.mark.parametrize("text", ["Hmm.", "Um, well...", "Huh.", "Oh. Actually.", "er, and"])
def test_hesitation_is_no_yes_whatever_the_model_says(text: str) -> None:
    assert confirmation(text, "affirm") != "yes"


@pytest.mark.parametrize("text", ["mm-hm", "uh huh", "yes, cancel it"])
def test_sounds_of_agreement_are_a_yes(text: str) -> None:
    assert confirmation(text, "affirm", calls_off=True) == "yes"


def test_repeating_what_is_called_off_is_a_yes_although_it_sounds_like_a_denial() -> None:
    assert confirmation("Yes, cancel it.", "deny", calls_off=True) == "yes"
    assert confirmation("Yes, cancel it.", "deny") == "no"


@pytest.mark.parametrize(
    "text",
    ["sure thing", "everything's correct", "that's exactly what I want", "too right", "approved",
     "can't argue with that", "nothing to add, yes", "uh, yeah, I mean, yes", "you betcha",
     "you're darn right it is", "sounds like a plan", "could you do that please", "obviously",
     "yes nothing else to change", "yes, that is right", "that is what I said"],
)  # fmt: skip
def test_other_ways_to_agree(text: str) -> None:
    assert said(text, "affirm") == "yes"


@pytest.mark.parametrize(
    "text",
    ["could be", "really", "thanks", "thank you", "yeah right", "you sure", "so so",
     "in theory yes", "normally yes", "yes, to Mark", "yes, on Monday", "yes to a hundred",
     "yes, double it",
     "does yes mean it goes now", "if you say so", "whoa"],
)  # fmt: skip
def test_what_sounds_like_a_yes_and_is_none(text: str) -> None:
    assert said(text, "affirm") != "yes"


def test_a_reason_to_call_something_off_is_no_refusal_of_that() -> None:
    question = "You want me to cancel your next appointment. Is that right?"
    text = "Yes, I can't make it that day."
    assert confirmation(text, "inform", calls_off=True, question=question) == "yes"
    assert confirmation(text, "inform", question=question) == "no"
    assert confirmation("I can't make it", "deny", calls_off=True, question=question) == "no"


def test_a_yes_may_repeat_the_words_of_the_question_against_a_denial() -> None:
    question = "I will block your credit card for good. Shall I do that now?"
    assert confirmation("Yes, block it right now!", "deny", question=question) == "yes"
    assert confirmation("Yes, block the other one", "deny", question=question) == "doubt"


@pytest.mark.parametrize("text", ["my wife said yes", "she says that's right", "He nods."])
def test_the_yes_of_somebody_else_is_asked_for_again(text: str) -> None:
    assert said(text) == "doubt"
    assert said("she says no") == "no"


def test_the_verb_of_the_question_is_a_yes_as_an_order() -> None:
    assert confirmation("book it", "deny", question="Shall I book it?") == "yes"
    assert confirmation("please send it", "inform", question="You want to send $5.") == "yes"
    assert confirmation("you can book it", "deny", question="Shall I book it?") == "yes"
    assert confirmation("book it", "inform", question="Shall I send it?") == "unclear"
    stop = "I can stop your transfer. Shall I do that?"
    assert confirmation("stop it", "inform", calls_off=True, question=stop) == "no"


@pytest.mark.parametrize(
    "text",
    ["yes I can hear you", "yes, I'm still here", "yeah hello", "yes I have a question",
     "I'm back, yes, I can hear you", "yes honey", "yes this is Walter", "yes my name is Carol",
     "yes my mother lives in Ohio now"],
)  # fmt: skip
def test_a_yes_to_the_line_or_somebody_else_is_none(text: str) -> None:
    assert said(text, "affirm") == "doubt"


@pytest.mark.parametrize(
    "text", ["okay I'm back. yes", "yes that is what I want to have done", "yes, I'm afraid so"]
)
def test_a_yes_in_a_sentence_of_its_own_is_one(text: str) -> None:
    assert said(text) == "yes"


def test_one_word_of_its_own_leaves_a_yes_one_and_two_do_not() -> None:
    assert said("yes blue") == "yes"
    assert said("yes blue green") == "doubt"


@pytest.mark.parametrize(
    "text",
    [
        "Yes, I object.",
        "yes I mind",
        "Yes, I know.",
        "yes, dear, coming",
        "yes I do have a pen",
        "yeah, I really doubt it",
        "yes, I never said so",
    ],
)
def test_a_yes_to_what_follows_it_is_none(text: str) -> None:
    assert said(text, "affirm") != "yes"


@pytest.mark.parametrize(
    "text", ["yes I do", "Yes, I want that.", "yes, I'd like that", "yes I agree"]
)
def test_a_yes_of_a_caller_who_says_so_of_themselves_is_one(text: str) -> None:
    assert said(text, "affirm") == "yes"


@pytest.mark.parametrize("text", ["You want to.", "you said is that right", "I can do that"])
def test_the_agents_own_words_are_no_yes(text: str) -> None:
    assert said(text, "affirm") == "unclear"


@pytest.mark.parametrize("act", ["inform", "deny", "affirm"])
@pytest.mark.parametrize(
    "text", ["now it's right", "that's right", "Yes, that is correct.", "oh yes, it's quite right"]
)
def test_a_sentence_that_agrees_is_a_yes_whatever_the_act(text: str, act: str) -> None:
    assert said(text, act) == "yes"


@pytest.mark.parametrize(
    "text", ["no that's right", "No no, that's correct.", "nope, all good", "no, you're right"]
)
def test_a_no_to_doubt_is_a_yes_where_it_was_asked_whether_all_is_right(text: str) -> None:
    assert said(text, "deny") == "yes"
    assert confirmation(text, "deny", question="Shall I do that?") == "no"


@pytest.mark.parametrize(
    "text",
    [
        "no, that's all right",
        "no, that's not right",
        "no that's fine",
        "that's right?",
        "no, right",
    ],
)
def test_what_is_no_such_sentence(text: str) -> None:
    assert said(text, "inform") != "yes"


def test_a_yes_of_ones_own_after_that_of_somebody_else_counts() -> None:
    assert said("okay, he says yes, so yes please") == "yes"
    assert said("Okay, he says that's fine. Yes, go ahead.") == "yes"
    assert said("My wife says yes. So do it.") == "yes"
    assert said("He says yes. Yes, but he is not sure.") != "yes"
    assert said("he says yes, so no") == "no"


@pytest.mark.parametrize("text", ["probably, yes", "maybe, yeah", "most likely, yes"])
def test_a_hedge_and_a_yes_in_one_breath_is_no_yes(text: str) -> None:
    assert said(text, "affirm") == "doubt"
    assert said(text.replace(",", "."), "affirm") == "yes"


@pytest.mark.parametrize("text", ["So.", "so then", "uh, so", "Well, and"])
def test_the_beginning_of_an_answer_is_no_yes_whatever_the_model_takes_it_for(text: str) -> None:
    assert confirmation(text, "affirm") == "unclear"
    assert confirmation(text, "deny") == "no"
    assert confirmation(f"{text}, yes", "affirm") == "yes"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("okay thanks, that's all", "doubt"),
        ("perfect, that is all", "doubt"),
        ("yes, that's all", "yes"),
        ("that's it", "yes"),
        ("no wait, which one is that", "doubt"),
        ("no hang on, what's my balance first", "doubt"),
        ("no wait", "no"),
        ("no, wait for Monday", "no"),
    ],
)
def test_the_end_of_a_call_and_a_question_of_its_own_are_no_answer(text: str, meant: str) -> None:
    assert said(text) == meant


def test_what_is_not_needed_besides_denies_nothing() -> None:
    assert said("Yes, no need to email me about it.", "deny") == "yes"
    assert said("Yes, but no", "deny") != "yes"
    assert said("Yes", "deny") == "doubt"
