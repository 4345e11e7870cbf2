"""Read one turn: what it means, and the parts of it that are requests of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from voice_agent.calls.call import Call
from voice_agent.core.chain import EngineHandle
from voice_agent.core.jobs import Kind
from voice_agent.core.turn import Response, Transcript, TurnReading
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.follow_up import as_follow_up
from voice_agent.dialogue.interpret import interpret
from voice_agent.dialogue.listed import MOST, as_listed, items_of
from voice_agent.dialogue.parts import (
    calm_wish,
    clauses_of,
    is_instead,
    may_be_calm,
    may_be_one_clause,
    second_thought,
    statements_of,
    surest,
    with_settled,
)
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
    filled,
    for_both,
    in_order,
    is_further_request,
    may_be_several,
    own_part,
    puts_right,
    rest_after_leaving,
    rest_after_yes,
    several,
    shared,
    with_it,
    with_rest,
    with_verb,
    without_unwanted,
)
from voice_agent.dialogue.state import OFFER
from voice_agent.dialogue.verification import only_names, without_named, without_secrets
from voice_agent.playbook.schema import Playbook

Understanding = tuple[TurnReading, Response]
"""What a turn means, and what it is to the agent's question."""


@dataclass(frozen=True, slots=True)
class TurnReader:
    """Reads a turn with the language model, as often as the parts of it ask for.

    Attributes:
        call: The call.
        engine: The language model.
        deadline_ms: For each reading.
        context: What the agent had asked, and what was known.
        guess: Whether the turn may not be over yet.
    """

    call: Call
    engine: EngineHandle
    deadline_ms: float
    context: TurnContext
    guess: bool

    @property
    def playbook(self) -> Playbook:
        """The call's playbook."""
        return self.call.playbook

    @property
    def _asked(self) -> str:
        """What the agent said last, as far as it tells what the turn means.

        Beside the offer of a person the model hears a wish for one in whatever follows. A yes to it
        needs no model.
        """
        return "" if self.context.state.awaiting == OFFER else self.context.asked

    async def understand(self, transcript: Transcript) -> Understanding:
        """Read a turn, and what it asks for beside or instead of the rest.

        Raises:
            VoiceAgentError: The language model failed or missed its deadline.
        """
        reading = await self._reading(transcript, self._asked)
        reading, response = await self._requests(reading, self._interpret(reading))
        rest = rest_after_yes(self.playbook, self.context.state, reading)
        if rest:
            reading = await self._with_rest(reading, rest)
            response = self._interpret(reading)
        instead = rest_after_leaving(self.playbook, self.context.state, reading, response)
        return await self._instead(reading, response, instead) if instead else (reading, response)

    def _interpret(self, reading: TurnReading) -> Response:
        return interpret(self.playbook, self.context, reading)

    async def _requests(self, reading: TurnReading, response: Response) -> Understanding:
        """Read the parts of a turn that may hold other requests than the whole."""
        playbook, state = self.playbook, self.context.state
        rest = beside_refusal(playbook, state, reading)
        if rest is not None:
            refused = response.kind == "none"
            return await self._refused(reading, rest) if refused else (reading, response)
        listed = await self._listed(reading, response)
        if listed is not None:
            reading, response = listed, Response("none")
        if response.kind != "none":
            return reading, response
        after = beside_dropped(playbook, state, reading)
        if after:
            return await self._dropped(reading, response, after)
        if may_be_several(state, reading):
            reading = await self._split(reading)
        if state.awaiting is None and not reading.requests:
            both = for_both(playbook, reading)
            reading = several(reading, both) if both else reading
        return reading, response

    async def _split(self, reading: TurnReading) -> TurnReading:
        """Read the parts of a turn that may hold two requests."""
        playbook = self.playbook
        for parts in playbook.lang.splits(reading.transcript.text):
            if any(only_names(playbook, part, self.context.today) for part in parts):
                continue  # "My PIN is 4471 and ...": that is no request for a new one.
            if puts_right(playbook, parts[1]):
                instead = await self._second_thought(reading, parts)
                if instead is not None:
                    return instead
                continue
            read = [await self._read_part(reading, part, self._asked) for part in parts]
            if are_requests(playbook, reading, read):
                read = await self._with_listed(reading, read)
                return several(
                    reading, in_order(playbook, filled(playbook, with_it(playbook, read)))
                )
            text = with_verb(read[0], parts[1])
            if text:
                second = own_part(await self._read_part(reading, text, self._asked), parts[1])
                both = shared(playbook, read[0], second)
                if both is not None:
                    # A part of a request says less of the caller's mood than all of it.
                    return replace(several(reading, both), escalation=reading.escalation)
        text = reading.transcript.text
        if may_be_one_clause(playbook, reading):
            clauses = await self._read_parts(reading, clauses_of(text))
            reading = surest(playbook, reading, clauses) or reading
        if may_be_calm(playbook, reading):
            statements = await self._read_parts(reading, statements_of(playbook, text))
            reading = calm_wish(playbook, reading, statements)
        return reading

    async def _second_thought(
        self, reading: TurnReading, parts: tuple[str, str]
    ) -> TurnReading | None:
        """Read what a turn asks for instead of what it asked first, if anything is."""
        text = second_thought(self.playbook, parts[1])
        if not text:
            return None
        first = await self._read_part(reading, parts[0], self._asked)
        rest = await self._read_part(reading, text, self._asked)
        if not is_instead(self.playbook, first, rest):
            return None
        return asked_instead(self.playbook, reading, rest)

    async def _with_listed(
        self, reading: TurnReading, parts: list[TurnReading]
    ) -> list[TurnReading]:
        """Return the requests of a turn whose first part lists several: "A, B and C"."""
        first, *others = parts
        text = first.transcript.text
        for cut in (*self.playbook.lang.splits(text), clauses_of(text)):
            read = await self._read_parts(reading, cut)
            if read and are_requests(self.playbook, first, [*read, *others]):
                return [*read, *others]
        return parts

    async def _listed(self, reading: TurnReading, response: Response) -> TurnReading | None:
        """Read each thing that a turn lists; ``None`` if it is no list of requests."""
        playbook = self.playbook
        if response.kind not in ("none", "details", "several"):
            return None
        items = items_of(playbook, self.context.state, reading.transcript.text)
        read = [await self._read_part(reading, one.text, "") for one in items]
        requests = as_listed(playbook, reading, items, read, self.context.today) if read else []
        if len(requests) > MOST:
            return replace(reading, confidence=0.0)  # "Fifty lattes" is not done in part.
        return several(reading, requests) if requests else None

    async def _with_rest(self, reading: TurnReading, text: str) -> TurnReading:
        """Read what follows the yes of a turn; it may be a request of its own."""
        rest = await self._read_part(reading, text, "")
        if is_further_request(self.playbook, self.context.state, rest):
            return with_rest(reading, rest)
        return reading

    async def _refused(self, reading: TurnReading, text: str) -> Understanding:
        """Read what a turn asks for besides what it asks not to do, if anything is."""
        playbook = self.playbook
        if may_ask(text):
            rest = await self._read_part(reading, text, self._asked)
            instead = asked_instead(playbook, reading, rest)
            if instead is not None:
                return instead, self._interpret(instead)
        return reading, refusal(playbook, self.context.state, reading) or Response("none")

    async def _dropped(self, reading: TurnReading, response: Response, text: str) -> Understanding:
        """Read what a turn asks for after a request that it drops itself, if it does."""
        playbook = self.playbook
        before = dropped(reading.transcript.text, text)
        first = await self._read_part(reading, before, self._asked)
        rest = await self._read_part(reading, text, self._asked)
        instead = asked_instead(playbook, rest, rest) if is_dropped(playbook, first) else None
        if instead is None:
            return reading, response
        instead = replace(instead, transcript=reading.transcript)
        return instead, self._interpret(instead)

    async def _instead(self, reading: TurnReading, response: Response, text: str) -> Understanding:
        """Read what is asked for instead of the task that a turn gives up, if anything is."""
        rest = await self._read_part(reading, text, "")
        worst = max(reading.escalation, rest.escalation, key=lambda one: one.score)
        rest = replace(rest, transcript=reading.transcript, escalation=worst)
        instead = self._interpret(rest)
        return (rest, instead) if instead.leaves else (reading, response)

    async def _read_parts(self, reading: TurnReading, parts: Sequence[str]) -> list[TurnReading]:
        return [await self._read_part(reading, part, self._asked) for part in parts]

    async def _read_part(self, reading: TurnReading, text: str, asked: str) -> TurnReading:
        part = replace(reading.transcript, text=text, alternatives=(), rival="", evidence=None)
        return await self._reading(part, asked)

    async def _reading(self, transcript: Transcript, asked: str) -> TurnReading:
        """Read a text; what verifies the caller is no detail of anything else."""
        playbook, state, today = self.playbook, self.context.state, self.context.today
        rest = without_named(playbook, state, transcript.text, today)
        rest = without_unwanted(playbook, rest)
        reading = await self._read_text(transcript, rest, asked)
        meant = as_expected(playbook, rest)
        if meant != rest:
            expected = await self._read_text(transcript, meant, asked)
            reading = with_values_of(expected, reading)
        reading = replace(reading, transcript=transcript)
        if state.awaiting is None or not asked:
            reading = as_phrased(playbook, reading)
        reading = with_settled(playbook, as_follow_up(playbook, state, reading))
        return without_secrets(playbook, state, reading, today)

    async def _read_text(self, transcript: Transcript, text: str, asked: str) -> TurnReading:
        reading: TurnReading = await self.engine.run(
            "read",
            transcript if text == transcript.text else replace(transcript, text=text),
            asked=asked,
            today=self.context.today,
            deadline_ms=self.deadline_ms,
            guess=self.guess,
            job=self.call.job(Kind.TURN, guess=self.guess),
        )
        return reading
