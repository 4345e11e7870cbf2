"""A hand-off by webhook: the brief as JSON, to a program that transfers the call."""

from __future__ import annotations

from voice_agent.actions.http import HttpClient
from voice_agent.calls.handoff import brief_body, outcome_of
from voice_agent.config.handoff import WebhookWay
from voice_agent.core.events import HandoffOutcome
from voice_agent.handoff.plan import Rule
from voice_agent.handoff.way import Case


class Webhook:
    """Posts the brief.

    Args:
        config: Where to.
        http: Connections that all calls share.
    """

    name = "webhook"
    may_outlive = True

    def __init__(self, config: WebhookWay, http: HttpClient) -> None:
        self.rule = Rule(config.tries, frozenset({"failed"}))
        self._config = config
        self._http = http

    async def reach(self, case: Case) -> HandoffOutcome:
        """Post the brief once."""
        body = {**brief_body(case.brief), "call_id": case.call_id}
        answer = await self._http.post_json(
            self._config.url, body, timeout_ms=self._config.timeout_ms
        )
        return outcome_of(answer)
