"""One call of ours by a carrier's API: ask for it, wait until it is brought here, act on it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from voice_agent.actions.http import HttpClient
from voice_agent.config.dial import DialConfig
from voice_agent.core.errors import ActionError, ActionUnknown, ConfigError
from voice_agent.dial.apis import APIS, Api, Order
from voice_agent.dial.calling import Outcome
from voice_agent.dial.expected import Expected, listening
from voice_agent.handoff.accounts import USUAL, credentials, rest_of
from voice_agent.handoff.rest import ApiRefusal
from voice_agent.transport.base import Connection
from voice_agent.transport.carriers import find_carrier

SLACK_S = 10.0
"""How much longer than it may ring a call is waited for: until the API has told its end."""
MAX_WAIT_S = 30.0
"""Longest pause before a request is sent again, whatever the API says."""
_FIRST_WAIT_S = 1.0
_WRONG_LOGIN = frozenset({401, 403})


class Caller:
    """Asks one carrier's API.

    Args:
        config: The carrier and the account.
        http: Connections to it.
        login: Name and secret of the account.
    """

    def __init__(self, config: DialConfig, http: HttpClient, login: tuple[str, str]) -> None:
        self.api: Api = APIS[config.via]
        self._config = config
        self._account = login[0]
        self._rest = rest_of(config.via, http, login, config.base_url, config.timeout_ms)

    async def call(self, order: Order) -> str:
        """Ask for a call; return the carrier's name of it.

        Raises:
            ConfigError: The API does not know the account.
            ApiRefusal: It makes no such call, or had no time for it, several times.
            ActionUnknown: It may have made the call, or not.
            ActionError: It cannot be reached.
        """
        ask = self.api.call(self._account, self._config.application, order)
        wait_s = _FIRST_WAIT_S
        for left in reversed(range(self._config.tries)):
            try:
                answer = await self._rest.ask(ask.method, ask.path, form=ask.form, body=ask.body)
            except ApiRefusal as error:
                if error.status in _WRONG_LOGIN:
                    account, token = USUAL[self._config.via]
                    raise ConfigError(f"{error}: check {account} and {token}") from None
                if not (error.retryable and left):
                    raise
                await asyncio.sleep(min(error.retry_after_s or wait_s, MAX_WAIT_S))
                wait_s *= 2
            else:
                return self.api.name_in(answer)
        raise AssertionError("tries is at least 1")

    async def end(self, name: str) -> None:
        """End a call, as far as the API does what it is asked."""
        ask = self.api.end(self._account, name)
        with contextlib.suppress(ActionError):
            await self._rest.ask(ask.method, ask.path, form=ask.form, body=ask.body)


def login_of(config: DialConfig) -> tuple[str, str]:
    """Return name and secret of the account.

    Raises:
        ConfigError: One of them is missing.
    """
    return credentials(config.via, config.account, config.token, "dial")


async def call_over_api(
    config: DialConfig,
    number: str,
    met: Callable[[Connection], Awaitable[Outcome]],
    *,
    ring_s: float,
) -> Outcome:
    """Call somebody; return what came of it.

    Args:
        config: The carrier.
        number: Whom to call, ``+4930123456``.
        met: Sees a call that was answered to its end.
        ring_s: How long it may ring.

    Raises:
        ConfigError: A secret is missing, the API does not know the account, or the port that the
            carrier is to come to is taken.
        ActionError: The API cannot be reached.
    """
    http = HttpClient()
    try:
        caller = Caller(config, http, login_of(config))
        numbers = (number, config.caller)
        expected = Expected(find_carrier(config.via), caller.api, config.public_url, numbers)
        async with listening(expected, config.host, config.port):
            return await _see(caller, expected, numbers, met, ring_s)
    finally:
        await http.aclose()


async def _see(
    caller: Caller,
    expected: Expected,
    numbers: tuple[str, str],
    met: Callable[[Connection], Awaitable[Outcome]],
    ring_s: float,
) -> Outcome:
    order = Order(
        *numbers, expected.document().body, expected.answer_url, expected.ended_url, ring_s
    )
    name = ""
    try:
        try:
            name = await caller.call(order)
        except ApiRefusal as error:
            return Outcome("refused", str(error))
        except ActionUnknown:
            # The call may have been made: it is waited for as if it was.
            pass
        arrived, ended = expected.arrived, expected.ended
        either: set[asyncio.Future[Any]] = {arrived, ended}
        await asyncio.wait(either, timeout=ring_s + SLACK_S, return_when=asyncio.FIRST_COMPLETED)
        if arrived.done():
            connection = arrived.result()
            info = connection.info
            # To the agent, the caller is who talks with it.
            called, ours = numbers
            connection.info = replace(
                info, call_id=info.call_id or name, from_number=called, to_number=ours
            )
            return await met(connection)
        if ended.done():
            return Outcome(ended.result(), f"{caller.api.name} says so")
        return Outcome("no_answer", f"rang for {ring_s:.0f} s")
    finally:
        # Whatever has happened, no telephone goes on ringing.
        if name and not expected.ended.done():
            await asyncio.shield(caller.end(name))
