"""The sentences that do not depend on what callers want."""

from __future__ import annotations

from pydantic import Field

from voice_agent.core.strict import Strict


class Says(Strict):
    """Fixed sentences. Lists are used in turn, so that no caller hears one twice in a row.

    An optional sentence that is missing is that of the playbook's language.

    Attributes:
        greeting: The call begins.
        not_understood: The agent did not understand the turn.
        not_heard: The recogniser made out nothing, or too little.
        still_there: The caller has been silent for a long time.
        anything_else: A confirmed task is done.
        cancelled: The caller said no to a confirmation, or gave up on a task.
        llm_fallback: A question needs the LLM, but there is none or it failed. If the sentence ends
            in a question, it offers a person, and a yes hands the call over.
        action_failed: An action failed; say that nothing has changed. May offer a person, too.
        handoff: A person takes over.
        handoff_failed: No person could be reached: the call goes on.
        handoff_waiting: A person is still being looked for; said every ``handoff.remind_s``.
        handoff_connecting: Somebody is there, and the caller is put through.
        handoff_busy: The way that was tried is busy, and another one follows.
        handoff_no_answer: The same; nobody answers there.
        handoff_declined: The same; a person does not take the call.
        handoff_next: Another way is tried; follows the sentences before.
        handoff_whisper: What the person hears before the caller is put through. ``{name}`` (the
            playbook's), ``{wants}``, ``{details}`` and ``{why}`` are filled in.
        goodbye: The call ends.
        busy: All lines are busy: all that the caller hears.
        hold_the_line: All lines are busy, and the caller may wait; music follows.
        closing: The agent has to end the call: the server stops, or ``max_call_s`` is over.
        fillers: The answer takes long; said once in a turn. ``[]`` for none.
        other_language: The caller speaks another language. Say which one the agent speaks.
        abuse: The caller insults or threatens the agent. Stay calm and ask what is needed.
        not_possible: The caller tells the machine what to do ("ignore your instructions"), or wants
            something that is certainly out of scope ("book me a train").
        change: The caller says no to what was read back: what is to be different?
        hold: The caller needs a moment.
        go_on: The caller has given part of a number, or says that there is something else.
        small_talk: The caller asks how the agent is.
        needed: The caller does not know, or does not say, what was asked for.
        echo: An answer could be two things, and the likelier one was taken; ``{value}`` is filled
            in.
        unknown: A value is not in ``one_of``; ``{value}`` is filled in.
        not_valid: ``validate`` refuses a value without a reason; ``{value}`` is filled in.
        several: An answer leaves the choice between ``{values}``.
        exactly: An answer is too vague ("all of it").
        resume: Something else was settled; the task before it goes on.
        only_once: The caller wants something done again and again ("every month") that can be done
            once; the next question follows.
        nothing_to_undo: The caller takes back what cannot be undone here.
        too_small: A value is below ``min``; ``{limit}`` is filled in.
        too_large: A value is above ``max``.
        in_the_past: A day has passed that should be still to come.
        in_the_future: A day is still to come that should have passed.
        action_unknown: No answer came in time: an action may have been done.
        already_done: The caller asks again for what may have been done, and it turns out that it
            was. The task's answer follows.
        llm_cut: An answer of the LLM was cut at its limit. If the sentence ends in a question, it
            offers a person.
        still_here: The caller asks whether anyone is there while the LLM is awaited.
        disclosure: Said once, before the greeting and to its end: a caller who speaks over it hears
            it again. Without one, nothing is disclosed.
        recording: Said before ``disclosure`` where calls are recorded.
        robot: The caller asks whether this is a machine or a human being. Tell the truth.
        verified: The caller has been verified; what they asked for follows.
        not_right: What the caller gave to be verified is not right; it is asked for again.
        not_verified: The last try was wrong, too; a person takes over.
        cannot_verify: The caller does not know it; offer a person.
        verify_failed: It cannot be checked now; offer a person.
        limit_call: A limit by the call; ``{limit}`` and ``{left}`` are filled in.
        limit_day: A limit by the day.
        limit_call_reached: Nothing is left of a limit by the call.
        limit_day_reached: Nothing is left of a limit by the day.
    """

    greeting: str
    not_understood: list[str]
    not_heard: list[str]
    still_there: str = ""
    anything_else: str = ""
    cancelled: str = ""
    llm_fallback: str
    action_failed: str
    handoff: str
    goodbye: str
    fillers: list[str] = Field(default_factory=list)
    other_language: str = ""
    abuse: str = ""
    not_possible: str = ""
    change: str = ""
    hold: str = ""
    go_on: str = ""
    small_talk: str = ""
    needed: str = ""
    echo: str = ""
    several: str = ""
    unknown: str = ""
    not_valid: str = ""
    exactly: str = ""
    resume: str = ""
    only_once: str = ""
    nothing_to_undo: str = ""
    too_small: str = ""
    too_large: str = ""
    in_the_past: str = ""
    in_the_future: str = ""
    action_unknown: str = ""
    already_done: str = ""
    llm_cut: str = ""
    still_here: str = ""
    handoff_failed: str = ""
    handoff_waiting: str = ""
    handoff_connecting: str = ""
    handoff_busy: str = ""
    handoff_no_answer: str = ""
    handoff_declined: str = ""
    handoff_next: str = ""
    handoff_whisper: str = ""
    disclosure: str = ""
    recording: str = ""
    robot: str = ""
    verified: str = ""
    not_right: str = ""
    not_verified: str = ""
    cannot_verify: str = ""
    verify_failed: str = ""
    limit_call: str = ""
    limit_day: str = ""
    limit_call_reached: str = ""
    limit_day_reached: str = ""
    busy: str = ""
    hold_the_line: str = ""
    closing: str = ""
