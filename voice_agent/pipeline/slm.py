"""The SLM stage: what does this turn mean, and does it answer the agent's question?"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date

from pipecat.processors.frame_processor import FrameDirection

from voice_agent.calls.call import Call
from voice_agent.core.budgets import Budget
from voice_agent.core.chain import EngineHandle
from voice_agent.core.errors import VoiceAgentError
from voice_agent.core.events import AnswerFound, EntityFound, EscalationScore, Understood
from voice_agent.core.jobs import Kind
from voice_agent.core.turn import Answered, Response, Transcript, TurnReading
from voice_agent.dialogue.completeness import completeness
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.follow_up import as_follow_up
from voice_agent.dialogue.interpret import interpret
from voice_agent.dialogue.listed import as_listed, items_of
from voice_agent.dialogue.phrased import as_expected, as_phrased, with_values_of
from voice_agent.dialogue.refused import (
    asked_instead,
    beside_dropped,
    beside_refusal,
    dropped,
    is_dropped,
    may_ask,
    refusal,
)
from voice_agent.dialogue.requests import (
    are_requests,
    clauses_of,
    filled,
    in_order,
    is_further_request,
    may_be_several,
    puts_right,
    rest_after_leaving,
    rest_after_yes,
    several,
    shared,
    surest,
    with_rest,
    with_verb,
    without_unwanted,
)
from voice_agent.dialogue.verification import (
    hidden,
    only_names,
    without_named,
    without_secrets,
)
from voice_agent.pipeline.frames import (
    CompletenessFrame,
    FailedFrame,
    ReadingFrame,
    ReadingGuess,
    TranscriptFrame,
    TranscriptGuess,
)
from voice_agent.pipeline.stage import Stage

QUESTIONS_DEADLINE_MS = 50.0
"""Far above what the answers take; then the turn has none."""
_Understanding = tuple[TurnReading, Response]


class SlmStage(Stage):
    """Transcripts in, readings out."""

    def __init__(
        self,
        call: Call,
        engine: EngineHandle,
        budget: Budget,
        questions: EngineHandle | None = None,
    ) -> None:
        super().__init__("slm")
        self._call = call
        self._engine = engine
        self._questions = questions
        self._budget = budget
        # The last guess: when it turns out to be the turn, it has been read already.
        self._guessed: tuple[Transcript, TurnContext, _Understanding] | None = None
        self.handles({TranscriptFrame: self._read, TranscriptGuess: self._guess})

    async def _guess(self, frame: TranscriptGuess) -> None:
        try:
            reading, response = await self._understand(frame.transcript, frame.context, guess=True)
        except VoiceAgentError:
            return  # The turn itself will report it.
        said = frame.utterance
        whole = completeness(self._call.playbook, frame.context, reading, response)
        await self.push_frame(
            CompletenessFrame(said.turn, said.revision, whole), FrameDirection.UPSTREAM
        )
        if frame.transcript.text:
            await self.push_frame(ReadingGuess(reading, response, frame.context))

    async def _understand(
        self, transcript: Transcript, context: TurnContext, *, guess: bool = False
    ) -> _Understanding:
        if self._guessed is not None and self._guessed[:2] == (transcript, context):
            return self._guessed[2]
        playbook = self._call.playbook
        reading = await self._reading(transcript, context.asked, context, guess=guess)
        response = interpret(playbook, context, reading)
        rest = beside_refusal(playbook, context.state, reading)
        listed = None
        if rest is None:
            listed = await self._listed(reading, response, context, guess=guess)
        if listed is not None:
            reading, response = listed, Response("none")
        if rest is not None and response.kind == "none":
            reading, response = await self._refused(reading, rest, context, guess)
        elif response.kind == "none" and beside_dropped(playbook, context.state, reading):
            reading, response = await self._dropped(reading, response, context, guess)
        elif response.kind == "none" and may_be_several(context.state, reading):
            reading = await self._split(reading, context, guess=guess)
        rest = rest_after_yes(playbook, context.state, reading)
        if rest:
            reading = await self._with_rest(reading, rest, context, guess=guess)
            response = interpret(playbook, context, reading)
        instead = rest_after_leaving(playbook, context.state, reading, response)
        if instead:
            reading, response = await self._instead(reading, response, instead, context, guess)
        if self._questions is not None:
            reading = replace(reading, answers=await self._answers(transcript.text))
        self._guessed = (transcript, context, (reading, response))
        return reading, response

    async def _answers(self, text: str) -> tuple[Answered, ...]:
        """Answer the playbook's questions; a turn without answers is better than a late one."""
        assert self._questions is not None
        try:
            found: tuple[Answered, ...] = await self._questions.run(
                "answer", text, deadline_ms=QUESTIONS_DEADLINE_MS
            )
        except VoiceAgentError:
            self._call.overrun("slm", "log")
            return ()
        return found

    async def _split(
        self, reading: TurnReading, context: TurnContext, *, guess: bool
    ) -> TurnReading:
        """Read the parts of a turn that may hold two requests."""
        playbook = self._call.playbook
        for parts in playbook.lang.splits(reading.transcript.text):
            if any(only_names(playbook, part, context.today) for part in parts):
                continue  # "My PIN is 4471 and ...": that is no request for a new one.
            if puts_right(playbook, parts[1]):
                continue
            read = [
                await self._read_part(reading, part, context.asked, context, guess=guess)
                for part in parts
            ]
            if are_requests(playbook, reading, read):
                return several(reading, in_order(playbook, filled(playbook, read)))
            text = with_verb(read[0], parts[1])
            if text:
                second = await self._read_part(reading, text, context.asked, context, guess=guess)
                both = shared(playbook, read[0], second)
                if both is not None:
                    # A part of a request says less of the caller's mood than all of it.
                    return replace(several(reading, both), escalation=reading.escalation)
        if reading.confidence >= playbook.policy.min_intent_confidence:
            return reading
        clauses = [
            await self._read_part(reading, part, context.asked, context, guess=guess)
            for part in clauses_of(reading.transcript.text)
        ]
        return surest(playbook, reading, clauses) or reading

    async def _listed(
        self, reading: TurnReading, response: Response, context: TurnContext, *, guess: bool
    ) -> TurnReading | None:
        """Read each thing that a turn lists; ``None`` if it is no list of requests."""
        playbook = self._call.playbook
        if response.kind not in ("none", "details"):
            return None
        items = items_of(playbook, context.state, reading.transcript.text)
        read = [await self._read_part(reading, one.text, "", context, guess=guess) for one in items]
        requests = as_listed(playbook, reading, items, read, context.today) if read else []
        return several(reading, requests) if requests else None

    async def _with_rest(
        self, reading: TurnReading, text: str, context: TurnContext, *, guess: bool
    ) -> TurnReading:
        """Read what follows the yes of a turn; it may be a request of its own."""
        rest = await self._read_part(reading, text, "", context, guess=guess)
        if is_further_request(self._call.playbook, context.state, rest):
            return with_rest(reading, rest)
        return reading

    async def _refused(
        self, reading: TurnReading, text: str, context: TurnContext, guess: bool
    ) -> _Understanding:
        """Read what a turn asks for besides what it asks not to do, if anything is."""
        playbook = self._call.playbook
        if may_ask(text):
            rest = await self._read_part(reading, text, context.asked, context, guess=guess)
            instead = asked_instead(playbook, reading, rest)
            if instead is not None:
                return instead, interpret(playbook, context, instead)
        return reading, refusal(playbook, context.state, reading) or Response("none")

    async def _dropped(
        self, reading: TurnReading, response: Response, context: TurnContext, guess: bool
    ) -> _Understanding:
        """Read what a turn asks for after a request that it drops itself, if it does."""
        playbook = self._call.playbook
        text = beside_dropped(playbook, context.state, reading)
        before = dropped(reading.transcript.text, text)
        first = await self._read_part(reading, before, context.asked, context, guess=guess)
        rest = await self._read_part(reading, text, context.asked, context, guess=guess)
        instead = asked_instead(playbook, rest, rest) if is_dropped(playbook, first) else None
        if instead is None:
            return reading, response
        instead = replace(instead, transcript=reading.transcript)
        return instead, interpret(playbook, context, instead)

    async def _instead(
        self,
        reading: TurnReading,
        response: Response,
        text: str,
        context: TurnContext,
        guess: bool,
    ) -> _Understanding:
        """Read what is asked for instead of the task that a turn gives up, if anything is."""
        rest = await self._read_part(reading, text, "", context, guess=guess)
        worst = max(reading.escalation, rest.escalation, key=lambda one: one.score)
        rest = replace(rest, transcript=reading.transcript, escalation=worst)
        instead = interpret(self._call.playbook, context, rest)
        return (rest, instead) if instead.leaves else (reading, response)

    async def _read_part(
        self, reading: TurnReading, text: str, asked: str, context: TurnContext, *, guess: bool
    ) -> TurnReading:
        part = replace(reading.transcript, text=text, alternatives=(), rival="", evidence=None)
        return await self._reading(part, asked, context, guess=guess)

    async def _reading(
        self, transcript: Transcript, asked: str, context: TurnContext, *, guess: bool
    ) -> TurnReading:
        """Read a text; what verifies the caller is no detail of anything else."""
        playbook, state, today = self._call.playbook, context.state, context.today
        rest = without_named(playbook, state, transcript.text, today)
        rest = without_unwanted(playbook, rest)
        reading = await self._read_text(transcript, rest, asked, today, guess)
        meant = as_expected(playbook, rest)
        if meant != rest:
            expected = await self._read_text(transcript, meant, asked, today, guess)
            reading = with_values_of(expected, reading)
        reading = replace(reading, transcript=transcript)
        if state.awaiting is None or not asked:
            reading = as_phrased(playbook, reading)
        reading = as_follow_up(playbook, state, reading)
        return without_secrets(playbook, state, reading, today)

    async def _read_text(
        self, transcript: Transcript, text: str, asked: str, today: date, guess: bool
    ) -> TurnReading:
        reading: TurnReading = await self._engine.run(
            "read",
            transcript if text == transcript.text else replace(transcript, text=text),
            asked=asked,
            today=today,
            deadline_ms=self._budget.deadline_ms,
            guess=guess,
            job=self._call.job(Kind.TURN, guess=guess),
        )
        return reading

    async def _read(self, frame: TranscriptFrame) -> None:
        call = self._call
        try:
            reading, response = await self._understand(frame.transcript, frame.context)
        except VoiceAgentError as error:
            call.problem(error)
            await self.push_frame(FailedFrame(frame.turn, "slm", self._budget.on_overrun))
            return
        call.turn.timeline.mark("read", call.clock.now())
        call.turn.reading = reading
        call.answers.update({one.question: one for one in reading.answers})
        if frame.transcript.text:
            state, today = frame.context.state, frame.context.today
            text = hidden(call.playbook, state, reading.transcript.text, today)
            seen = replace(reading, entities=()) if call.turn.card else reading
            call.emit(understood(seen, text))
        await self.push_frame(ReadingFrame(frame.turn, reading, response, frame.context))


def understood(reading: TurnReading, text: str) -> Understood:
    """Return the event that shows a reading.

    Args:
        reading: The reading.
        text: Its text as it may be shown.
    """
    return Understood(
        text=text,
        intent=reading.intent,
        act=reading.act,
        confidence=round(reading.confidence, 3),
        sentiment=reading.sentiment,
        reasoning=round(reading.reasoning, 3),
        entities=tuple(
            EntityFound(type=e.type, text=e.text, value=e.value, start=e.start, end=e.end)
            for e in reading.entities
        ),
        escalation=EscalationScore(
            score=round(reading.escalation.score, 3), reason=reading.escalation.reason
        ),
        answers=tuple(AnswerFound(**asdict(one)) for one in reading.answers),
    )
