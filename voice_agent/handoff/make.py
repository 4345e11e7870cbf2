"""From the pipeline file to the ways to a person."""

from __future__ import annotations

from voice_agent.actions.http import HttpClient
from voice_agent.config.handoff import HandoffConfig, QueueWay, WebhookWay
from voice_agent.handoff.desk import Desk
from voice_agent.handoff.queue import Queue
from voice_agent.handoff.switchboards import switchboard_of
from voice_agent.handoff.transfer import Transfer
from voice_agent.handoff.way import Way
from voice_agent.handoff.webhook import Webhook


def make_ways(
    config: HandoffConfig,
    http: HttpClient,
    desk: Desk,
    language: str,
    public_url: str | None = None,
) -> tuple[Way, ...]:
    """Return the ways in their order.

    Args:
        config: Which.
        http: Connections that all calls share.
        desk: The people who take calls in their browsers.
        language: ISO 639-1 code of what a person is told.
        public_url: How carriers reach this server.
    """
    ways: list[Way] = []
    for one in config.all_ways:
        if isinstance(one, WebhookWay):
            ways.append(Webhook(one, http))
        elif isinstance(one, QueueWay):
            ways.append(Queue(one, desk))
        else:
            ways.append(Transfer(one, switchboard_of(one, http, language, public_url)))
    return tuple(ways)
