"""The HTTP API: a bearer token for everything, an Idempotency-Key for what changes something."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import date
from sqlite3 import Connection
from typing import Annotated, Literal

from fastapi import Depends, FastAPI, Header, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from bank_backend import bodies, deeds, reads
from bank_backend.store import Answer, RefusedError, Store

Key = Annotated[str, Header(alias="Idempotency-Key", min_length=1, max_length=200)]
CardName = Literal["debit card", "credit card"]
_STATES = {"block": "blocked", "freeze": "frozen", "unfreeze": "active"}


def create_app(store: Store, token: str, *, pause: Callable[[], None] = lambda: None) -> FastAPI:
    """Make the application.

    Args:
        store: The database.
        token: What a caller must send as ``Authorization: Bearer``.
        pause: Called after each change was written and before it is answered: a slow answer.
    """

    def authorised(authorization: Annotated[str, Header()] = "") -> None:
        if not hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode()):
            raise HTTPException(401, "the token is missing or wrong")

    app = FastAPI(title="bank-backend")
    guarded = [Depends(authorised)]

    @app.exception_handler(RefusedError)
    def refused(request: Request, error: RefusedError) -> JSONResponse:
        return JSONResponse({"error": str(error)}, status_code=error.status)

    def once(
        key: str, path: str, body: BaseModel, do: Callable[[Connection, date], Answer]
    ) -> Answer:
        told = body.model_dump(mode="json")
        answer = store.once(key, path, told, lambda c: do(c, store.today()))
        pause()
        return answer

    def told(read: Callable[[Connection], Answer]) -> Answer:
        with store.changing() as c:
            deeds.settle(c, store.today())
            return read(c)

    @app.get("/readyz")
    def readyz() -> Answer:
        return {"ready": True}

    @app.get("/requests/{key}", dependencies=guarded)
    def request(key: str) -> Answer:
        answer = store.request(key)
        if answer is None:
            raise HTTPException(404, "no request with this key")
        return answer

    @app.post("/pin/check", dependencies=guarded)
    def check_pin(body: bodies.Pin) -> Answer:
        return {"ok": store.is_pin(body.pin)}

    @app.get("/accounts/{account}/balance", dependencies=guarded)
    def balance(account: str) -> Answer:
        return told(lambda c: reads.balance(c, account))

    @app.get("/accounts/{account}/transactions", dependencies=guarded)
    def transactions(account: str) -> Answer:
        return told(lambda c: reads.postings(c, account))

    @app.get("/deposits/last", dependencies=guarded)
    def last_deposit() -> Answer:
        return told(reads.last_deposit)

    @app.get("/transfers/last", dependencies=guarded)
    def last_transfer() -> Answer:
        return told(reads.last_transfer)

    @app.post("/transfers", dependencies=guarded)
    def transfer(body: bodies.Transfer, key: Key) -> Answer:
        return once(
            key,
            "/transfers",
            body,
            lambda c, day: deeds.pay(c, day, "transfer", body.payee, body, body.date),
        )

    @app.post("/bills", dependencies=guarded)
    def bill(body: bodies.Bill, key: Key) -> Answer:
        return once(
            key,
            "/bills",
            body,
            lambda c, day: deeds.pay(c, day, "bill", body.bill, body, body.date),
        )

    @app.post("/card-payments", dependencies=guarded)
    def card_payment(body: bodies.CardPayment, key: Key) -> Answer:
        return once(
            key,
            "/card-payments",
            body,
            lambda c, day: deeds.pay(c, day, "card", "your credit card", body, body.date),
        )

    @app.post("/moves", dependencies=guarded)
    def move(body: bodies.OwnMove, key: Key) -> Answer:
        return once(key, "/moves", body, lambda c, day: deeds.move(c, day, body))

    @app.post("/transfers/last/stop", dependencies=guarded)
    def stop(body: bodies.Nothing, key: Key) -> Answer:
        return once(key, "/transfers/last/stop", body, lambda c, day: deeds.stop_last(c))

    @app.get("/cards/new", dependencies=guarded)
    def new_card() -> Answer:
        return told(reads.new_card)

    @app.get("/cards/{card}/declined", dependencies=guarded)
    def declined(card: str) -> Answer:
        return told(lambda c: reads.declined(c, card))

    @app.post("/cards/{card}/replace", dependencies=guarded)
    def replace(card: str, body: bodies.Nothing, key: Key) -> Answer:
        path = f"/cards/{card}/replace"
        return once(key, path, body, lambda c, day: deeds.replace_card(c, day, card))

    @app.post("/cards/activate", dependencies=guarded)
    def activate(body: bodies.LastFour, key: Key) -> Answer:
        do = lambda c, day: deeds.activate_card(c, body.last_four)  # noqa: E731
        return once(key, "/cards/activate", body, do)

    @app.post("/cards/{card}/{change}", dependencies=guarded)
    def change_card(
        card: str, change: Literal["block", "freeze", "unfreeze"], body: bodies.Nothing, key: Key
    ) -> Answer:
        path, state = f"/cards/{card}/{change}", _STATES[change]
        return once(key, path, body, lambda c, day: deeds.set_card(c, day, card, state))

    @app.post("/disputes", dependencies=guarded)
    def dispute(body: bodies.Dispute, key: Key) -> Answer:
        return once(key, "/disputes", body, lambda c, day: deeds.dispute(c, day, body))

    @app.get("/refunds/last", dependencies=guarded)
    def last_refund() -> Answer:
        return told(reads.last_refund)

    @app.post("/appointments", dependencies=guarded)
    def book(body: bodies.Appointment, key: Key) -> Answer:
        return once(key, "/appointments", body, lambda c, day: deeds.book(c, body))

    @app.post("/appointments/next/cancel", dependencies=guarded)
    def cancel(body: bodies.Nothing, key: Key) -> Answer:
        return once(key, "/appointments/next/cancel", body, deeds.cancel_next)

    @app.post("/checkbooks", dependencies=guarded)
    def checkbook(body: bodies.Nothing, key: Key) -> Answer:
        return once(key, "/checkbooks", body, deeds.order_checks)

    @app.post("/statements", dependencies=guarded)
    def statement(body: bodies.Statement, key: Key) -> Answer:
        what = f"statement of {body.account}"
        return once(key, "/statements", body, lambda c, day: deeds.send(c, day, what))

    @app.post("/pin/mail", dependencies=guarded)
    def mail_pin(body: bodies.Nothing, key: Key) -> Answer:
        return once(key, "/pin/mail", body, lambda c, day: deeds.send(c, day, "PIN reminder"))

    @app.post("/contact", dependencies=guarded)
    def contact(body: bodies.Contact, key: Key) -> Answer:
        return once(key, "/contact", body, lambda c, day: deeds.change_contact(c, body))

    return app
