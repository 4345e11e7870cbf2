"""How each carrier is asked to make a call, to end it, and how it says what came of it. Pure.

Twilio: https://www.twilio.com/docs/voice/api/call-resource
Telnyx: https://developers.telnyx.com/api-reference/texml-rest-commands
Plivo: https://www.plivo.com/docs/voice/api/call
Vonage: https://developer.vonage.com/en/api/voice
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

_ENDED: Mapping[str, str] = MappingProxyType(
    {
        "busy": "busy",
        "no-answer": "no_answer",
        "timeout": "no_answer",
        "unanswered": "no_answer",
        "cancelled": "no_answer",
        "canceled": "no_answer",
        "cancel": "no_answer",
        "failed": "refused",
        "rejected": "refused",
        "completed": "gone",
    }
)
"""The last state of a call, in the carriers' words and in ours."""


@dataclass(frozen=True, slots=True)
class Order:
    """A call that is wanted.

    Attributes:
        number: Whom to call, ``+4930123456``.
        caller: Number that they see.
        document: What the call is to do once it is answered: connect to us.
        answer_url: Where the same is told to a carrier that asks.
        ended_url: Where the carrier tells that the call is over.
        ring_s: How long it may ring.
    """

    number: str
    caller: str
    document: str
    answer_url: str
    ended_url: str
    ring_s: float


@dataclass(frozen=True, slots=True)
class Ask:
    """A request to an API: a form, or JSON."""

    method: str
    path: str
    form: Mapping[str, str] | None = None
    body: Any = None


@dataclass(frozen=True, slots=True)
class Api:
    """One carrier's API.

    Attributes:
        name: The carrier, for people.
        call: Make the request for a call from account, application and order.
        end: Make the request that ends a call, from account and the name of the call.
        called: Fields of the answer, one of which is the carrier's name of the call.
        state: Field with which it tells how a call ended.
    """

    name: str
    call: Callable[[str, str, Order], Ask]
    end: Callable[[str, str], Ask]
    called: tuple[str, ...]
    state: str = "CallStatus"

    def name_in(self, answer: Mapping[str, Any]) -> str:
        """Return the carrier's name of the call; empty if the answer has none."""
        return next((name for one in self.called if isinstance(name := answer.get(one), str)), "")

    def ended(self, told: Mapping[str, str]) -> str:
        """Return what came of a call; empty if it is not over."""
        return _ENDED.get(told.get(self.state, "").lower(), "")


def _twilio_call(account: str, application: str, order: Order) -> Ask:
    return Ask("POST", f"{_twilio(account)}.json", {**_form(order), "Twiml": order.document})


def _twilio_end(account: str, call: str) -> Ask:
    return Ask("POST", f"{_twilio(account)}/{_safe(call)}.json", {"Status": "completed"})


def _twilio(account: str) -> str:
    return f"/2010-04-01/Accounts/{_safe(account)}/Calls"


def _telnyx_call(account: str, application: str, order: Order) -> Ask:
    ours = {"ApplicationSid": application, "Texml": order.document}
    return Ask("POST", _telnyx(account), {**_form(order), **ours})


def _telnyx_end(account: str, call: str) -> Ask:
    return Ask("POST", f"{_telnyx(account)}/{_safe(call)}", {"Status": "completed"})


def _telnyx(account: str) -> str:
    return f"/v2/texml/Accounts/{_safe(account)}/Calls"


def _form(order: Order) -> dict[str, str]:
    return {
        "To": order.number,
        "From": order.caller,
        "Timeout": str(math.ceil(order.ring_s)),
        "StatusCallback": order.ended_url,
        "StatusCallbackMethod": "POST",
    }


def _plivo_call(account: str, application: str, order: Order) -> Ask:
    body = {
        "from": order.caller.lstrip("+"),
        "to": order.number.lstrip("+"),
        "answer_url": order.answer_url,
        "answer_method": "POST",
        "hangup_url": order.ended_url,
        "hangup_method": "POST",
        "ring_timeout": math.ceil(order.ring_s),
    }
    return Ask("POST", f"/v1/Account/{_safe(account)}/Call/", body=body)


def _plivo_end(account: str, call: str) -> Ask:
    return Ask("DELETE", f"/v1/Account/{_safe(account)}/Request/{_safe(call)}/")


def _vonage_call(account: str, application: str, order: Order) -> Ask:
    body = {
        "to": [{"type": "phone", "number": order.number.lstrip("+")}],
        "from": {"type": "phone", "number": order.caller.lstrip("+")},
        "ncco": json.loads(order.document),
        "event_url": [order.ended_url],
        "event_method": "POST",
        "ringing_timer": math.ceil(order.ring_s),
    }
    return Ask("POST", "/v1/calls", body=body)


def _vonage_end(account: str, call: str) -> Ask:
    return Ask("PUT", f"/v1/calls/{_safe(call)}", body={"action": "hangup"})


def _safe(text: str) -> str:
    return quote(text, safe="")


APIS: Mapping[str, Api] = MappingProxyType(
    {
        "twilio": Api("Twilio", _twilio_call, _twilio_end, ("sid", "call_sid")),
        "telnyx": Api("Telnyx", _telnyx_call, _telnyx_end, ("sid", "call_sid")),
        "plivo": Api("Plivo", _plivo_call, _plivo_end, ("request_uuid",)),
        "vonage": Api("Vonage", _vonage_call, _vonage_end, ("uuid",), "status"),
    }
)
"""The carriers by whose API calls can be made."""
