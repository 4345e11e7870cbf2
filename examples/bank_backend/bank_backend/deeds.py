"""Changes to the bank. Each function gets an open transaction and returns what to tell."""

from __future__ import annotations

from datetime import date, timedelta
from sqlite3 import Connection, Row
from typing import Any

from bank_backend.bodies import Appointment, Contact, Dispute, Money, OwnMove
from bank_backend.store import Answer, RefusedError

BRANCH = "Main Street"
_CHECKBOOK_CENTS = 900


def pay(c: Connection, today: date, kind: str, payee: str, money: Money, day: date) -> Answer:
    """Schedule a payment, or make it if its day is today."""
    if day < today:
        raise RefusedError("that day has passed")
    cents = money.cents
    waiting = c.execute("SELECT sum(cents) FROM transfers WHERE state = 'scheduled'").fetchone()[0]
    if cents + (waiting or 0) > _account(c, "checking")["cents"]:
        raise RefusedError("there is not enough money in the account")
    if kind == "transfer":
        c.execute("INSERT OR IGNORE INTO payees VALUES (?)", (payee,))
    number = c.execute("SELECT coalesce(max(id), 0) + 470 FROM transfers").fetchone()[0]
    reference = f"{kind[0].upper() if kind != 'transfer' else 'H'}{number}"
    c.execute(
        "INSERT INTO transfers (kind, payee, cents, day, state, reference)"
        " VALUES (?, ?, ?, ?, 'scheduled', ?)",
        (kind, payee, cents, day.isoformat(), reference),
    )
    if day == today:
        settle(c, today)
    return {"reference": reference, "amount": cents / 100, "date": day.isoformat()}


def settle(c: Connection, today: date) -> None:
    """Make the scheduled payments whose day has come."""
    due = c.execute(
        "SELECT * FROM transfers WHERE state = 'scheduled' AND day <= ?", (today.isoformat(),)
    ).fetchall()
    for one in due:
        _post(c, "checking", -one["cents"], f"to {one['payee']}", one["day"])
        if one["kind"] == "card":
            c.execute("UPDATE accounts SET cents = cents - ? WHERE owed", (one["cents"],))
        c.execute("UPDATE transfers SET state = 'sent' WHERE id = ?", (one["id"],))


def move(c: Connection, today: date, body: OwnMove) -> Answer:
    """Move money between checking and savings at once."""
    source, target = body.direction.removeprefix("from ").split(" to ")
    if body.cents > _account(c, source)["cents"]:
        raise RefusedError("there is not enough money in the account")
    _post(c, source, -body.cents, f"moved to {target}", today.isoformat())
    _post(c, target, body.cents, f"moved from {source}", today.isoformat())
    return {"reference": _order(c, f"move {body.direction}", today)}


def stop_last(c: Connection) -> Answer:
    """Stop the payment that was scheduled last."""
    last = c.execute(
        "SELECT * FROM transfers WHERE state = 'scheduled' ORDER BY id DESC LIMIT 1"
    ).fetchone()
    if last is None:
        raise RefusedError("nothing is scheduled", 404)
    c.execute("UPDATE transfers SET state = 'stopped' WHERE id = ?", (last["id"],))
    return {"amount": last["cents"] / 100, "payee": last["payee"]}


def set_card(c: Connection, today: date, name: str, state: str) -> Answer:
    """Block, freeze or unfreeze a card; a blocked one is replaced and stays blocked."""
    card = _card(c, name)
    if card["state"] == "blocked":
        raise RefusedError("this card is blocked for good")
    c.execute("UPDATE cards SET state = ? WHERE name = ?", (state, card["name"]))
    return {"state": state} | (replace_card(c, today, name) if state == "blocked" else {})


def replace_card(c: Connection, today: date, name: str) -> Answer:
    """Send a new card."""
    arrival = _working_days(today, 5)
    c.execute(
        "UPDATE cards SET mailed = ?, arrival = ? WHERE name = ?",
        (_working_days(today, 1), arrival, _card(c, name)["name"]),
    )
    return {"arrival": arrival}


def activate_card(c: Connection, last_four: str) -> Answer:
    """Make a new card usable."""
    card = c.execute("SELECT * FROM cards WHERE last_four = ?", (last_four,)).fetchone()
    if card is None:
        raise RefusedError("no card of this customer ends with these digits", 404)
    c.execute("UPDATE cards SET state = 'active' WHERE name = ?", (card["name"],))
    return {"state": "active"}


def dispute(c: Connection, today: date, body: Dispute) -> Answer:
    """Open a dispute."""
    if body.date > today:
        raise RefusedError("that day is still to come")
    number = c.execute("SELECT count(*) + 902 FROM disputes").fetchone()[0]
    c.execute(
        "INSERT INTO disputes (cents, day, reference) VALUES (?, ?, ?)",
        (body.cents, body.date.isoformat(), f"D{number}"),
    )
    return {"reference": f"D{number}", "answer_by": _working_days(today, 10)}


def book(c: Connection, body: Appointment) -> Answer:
    """Book an appointment."""
    c.execute(
        "INSERT INTO appointments (branch, day, time, state) VALUES (?, ?, ?, 'booked')",
        (BRANCH, body.date.isoformat(), body.time.strftime("%H:%M")),
    )
    return {"branch": BRANCH}


def cancel_next(c: Connection, today: date) -> Answer:
    """Cancel the next appointment."""
    found = c.execute(
        "SELECT * FROM appointments WHERE state = 'booked' AND day >= ? ORDER BY day, time LIMIT 1",
        (today.isoformat(),),
    ).fetchone()
    if found is None:
        raise RefusedError("no appointment is booked", 404)
    c.execute("UPDATE appointments SET state = 'canceled' WHERE id = ?", (found["id"],))
    return {"branch": found["branch"], "date": found["day"], "time": found["time"]}


def order_checks(c: Connection, today: date) -> Answer:
    """Send a checkbook, for its price."""
    _post(c, "checking", -_CHECKBOOK_CENTS, "for a checkbook", today.isoformat())
    _order(c, "checkbook", today)
    return {"arrival": _working_days(today, 7)}


def send(c: Connection, today: date, what: str) -> Answer:
    """Send something by mail."""
    return {"reference": _order(c, what, today), "arrival": _working_days(today, 4)}


def change_contact(c: Connection, body: Contact) -> Answer:
    """Change what is known of the customer."""
    changed = body.model_dump(exclude_none=True)
    for name, value in changed.items():
        # The names are those of the model's fields.
        c.execute(f"UPDATE customer SET {name} = ?", (value,))
    return {"changed": sorted(changed)}


def _post(c: Connection, account: str, cents: int, text: str, day: str) -> None:
    c.execute("UPDATE accounts SET cents = cents + ? WHERE name = ?", (cents, account))
    c.execute(
        "INSERT INTO postings (account, cents, text, day) VALUES (?, ?, ?, ?)",
        (account, abs(cents), text, day),
    )


def _order(c: Connection, what: str, today: date) -> str:
    arrival = _working_days(today, 4)
    done = c.execute("INSERT INTO orders (what, arrival) VALUES (?, ?)", (what, arrival))
    return f"M{205 + (done.lastrowid or 0)}"


def _account(c: Connection, name: str) -> Any:
    return _one(c.execute("SELECT * FROM accounts WHERE name = ?", (name,)).fetchone(), "account")


def _card(c: Connection, name: str) -> Any:
    return _one(c.execute("SELECT * FROM cards WHERE name = ?", (name,)).fetchone(), "card")


def _one(row: Row | None, what: str) -> Row:
    if row is None:
        raise RefusedError(f"no such {what}", 404)
    return row


def _working_days(day: date, count: int) -> str:
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day.isoformat()
