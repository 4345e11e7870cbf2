"""Bodies of requests, checked before anything is done."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Amount = Annotated[Decimal, Field(gt=0, le=100_000, decimal_places=2)]


class Body(BaseModel):
    """A JSON object without further keys."""

    model_config = ConfigDict(extra="forbid")


class Money(Body):
    """An amount."""

    amount: Amount
    currency: Literal["USD"] = "USD"

    @property
    def cents(self) -> int:
        """The amount in cents."""
        return int(self.amount * 100)


class Transfer(Money):
    """Money for somebody on a day."""

    payee: str = Field(min_length=1, max_length=80)
    date: date


class Bill(Money):
    """Money toward a household bill on a day."""

    bill: str = Field(min_length=1, max_length=80)
    date: date


class CardPayment(Money):
    """Money off the credit card on a day."""

    date: date


class OwnMove(Money):
    """Money between the customer's own accounts."""

    direction: Literal["from checking to savings", "from savings to checking"]


class Dispute(Money):
    """A charge that is wrong."""

    date: date


class Statement(Body):
    """An account whose statement is sent."""

    account: str


class LastFour(Body):
    """The last digits of a card."""

    last_four: str = Field(pattern=r"^\d{4}$")


class Appointment(Body):
    """A day and a time at a branch."""

    date: date
    time: time


class Contact(Body):
    """Something new about the customer; one of these."""

    email: str | None = Field(default=None, max_length=120)
    phone: str | None = Field(default=None, max_length=20)
    zip_code: str | None = Field(default=None, pattern=r"^\d{5}$")


class Pin(Body):
    """The PIN, as the caller says it."""

    pin: str = Field(max_length=12)


class Nothing(Body):
    """No values."""
