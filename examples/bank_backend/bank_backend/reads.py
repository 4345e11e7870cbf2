"""Look-ups in the bank. Nothing here changes anything."""

from __future__ import annotations

from sqlite3 import Connection
from typing import Any

from bank_backend.store import Answer, RefusedError

_ACCOUNT_OF = {"debit card": "checking"}
_TOLD = {"scheduled": "goes out on", "sent": "went out on", "stopped": "was stopped; it was for"}


def balance(c: Connection, account: str) -> Answer:
    """Return what is in an account, or what is owed on a card."""
    row = _one(c, "SELECT * FROM accounts WHERE name = ?", _ACCOUNT_OF.get(account, account))
    return {"balance": row["cents"] / 100, "currency": "USD"}


def postings(c: Connection, account: str) -> Answer:
    """Return the last three payments in and out of an account."""
    rows = c.execute(
        "SELECT * FROM postings WHERE account = ? ORDER BY day DESC, id DESC LIMIT 3",
        (_ACCOUNT_OF.get(account, account),),
    )
    return {"transactions": [{"amount": r["cents"] / 100, "text": r["text"]} for r in rows]}


def last_deposit(c: Connection) -> Answer:
    """Return the last deposit."""
    row = _one(c, "SELECT * FROM deposits ORDER BY day DESC, id DESC LIMIT 1")
    return {"amount": row["cents"] / 100, "payer": row["payer"], "date": row["day"]}


def last_transfer(c: Connection) -> Answer:
    """Return the last payment, and in words how far it is."""
    row = _one(c, "SELECT * FROM transfers ORDER BY id DESC LIMIT 1")
    known = {"payee": row["payee"], "date": row["day"], "reference": row["reference"]}
    return {"amount": row["cents"] / 100, "told": _TOLD[row["state"]], **known}


def new_card(c: Connection) -> Answer:
    """Return when the new card was mailed, and when it arrives."""
    row = _one(c, "SELECT * FROM cards WHERE mailed IS NOT NULL ORDER BY mailed DESC LIMIT 1")
    return {"mailed": row["mailed"], "arrival": row["arrival"]}


def declined(c: Connection, card: str) -> Answer:
    """Return why the last payment with a card was refused."""
    row = _one(c, "SELECT * FROM cards WHERE name = ?", card)
    return {"reason": row["declined"]}


def last_refund(c: Connection) -> Answer:
    """Return the last refund."""
    row = _one(c, "SELECT * FROM refunds ORDER BY day DESC, id DESC LIMIT 1")
    return {"amount": row["cents"] / 100, "shop": row["shop"], "date": row["day"]}


def _one(c: Connection, query: str, *values: str) -> Any:
    row = c.execute(query, values).fetchone()
    if row is None:
        raise RefusedError("there is none", 404)
    return row
