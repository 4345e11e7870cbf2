from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from bank_backend.app import create_app
from bank_backend.store import Store

TODAY = date(2026, 11, 27)
TRANSFER = {"amount": 250, "currency": "USD", "payee": "Sarah", "date": "2026-12-04"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store(tmp_path / "bank.sqlite", lambda: TODAY)) as store:
        yield store


@pytest.fixture
def client(store: Store) -> TestClient:
    return TestClient(create_app(store, "t"), headers={"Authorization": "Bearer t"})


def rows(store: Store, table: str) -> list[dict[str, Any]]:
    with store.reading() as connection:
        return [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]


def post(client: TestClient, path: str, key: str = "k1", **body: Any) -> Any:
    answer = client.post(path, json=body, headers={"Idempotency-Key": key})
    return answer.json() if answer.status_code == 200 else answer.status_code


def cents(store: Store) -> dict[str, int]:
    return {row["name"]: row["cents"] for row in rows(store, "accounts")}


def test_without_the_token_nothing_is_told_or_done(store: Store, client: TestClient) -> None:
    for given in ({"Authorization": "Bearer no"}, {"Authorization": "é".encode()}):
        assert client.get("/accounts/checking/balance", headers=given).status_code == 401
        body = client.post("/transfers", json=TRANSFER, headers={**given, "Idempotency-Key": "k"})
        assert body.status_code == 401
    assert len(rows(store, "transfers")) == 1
    assert client.get("/readyz", headers={"Authorization": ""}).status_code == 200


def test_a_transfer_is_a_row(store: Store, client: TestClient) -> None:
    assert post(client, "/transfers", **TRANSFER)["reference"] == "H471"
    assert rows(store, "transfers")[-1] == {
        "id": 2,
        "kind": "transfer",
        "payee": "Sarah",
        "cents": 25_000,
        "day": "2026-12-04",
        "state": "scheduled",
        "reference": "H471",
    }


def test_the_same_key_is_done_once_and_answered_alike(store: Store, client: TestClient) -> None:
    first = post(client, "/transfers", **TRANSFER)
    assert post(client, "/transfers", **TRANSFER) == first
    assert len(rows(store, "transfers")) == 2
    assert post(client, "/transfers", **{**TRANSFER, "amount": 1}) == 422, "another request"
    assert client.get("/requests/k1").json() == {**first, "done": True}
    assert client.get("/requests/k2").status_code == 404
    assert post(client, "/transfers", key="k2", **TRANSFER)["reference"] == "H472"


def test_what_changes_something_needs_a_key(client: TestClient) -> None:
    assert client.post("/transfers", json=TRANSFER).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": 0},
        {"amount": -5},
        {"amount": 2413.71},
        {"amount": 1.234},
        {"date": "2026-11-26"},
        {"date": "soon"},
        {"payee": ""},
        {"currency": "EUR"},
        {"note": "x"},
    ],
)
def test_what_is_refused_leaves_nothing_behind(
    store: Store, client: TestClient, wrong: dict[str, Any]
) -> None:
    before = [rows(store, table) for table in ("transfers", "accounts", "payees", "requests")]
    assert post(client, "/transfers", **{**TRANSFER, **wrong}) == 422
    assert [rows(store, t) for t in ("transfers", "accounts", "payees", "requests")] == before


def test_what_is_scheduled_cannot_be_spent_twice(client: TestClient) -> None:
    assert post(client, "/transfers", **{**TRANSFER, "amount": 2300})["reference"]
    assert post(client, "/transfers", key="k2", **{**TRANSFER, "amount": 100}) == 422


def test_a_payment_of_today_leaves_the_account_at_once(store: Store, client: TestClient) -> None:
    post(client, "/card-payments", amount=100, date=TODAY.isoformat())
    assert cents(store) == {"checking": 231_370, "savings": 815_000, "credit card": 52_015}
    assert client.get("/accounts/checking/balance").json()["balance"] == 2313.7
    assert client.get("/transfers/last").json()["told"] == "went out on"


def test_a_scheduled_payment_leaves_the_account_on_its_day(tmp_path: Path) -> None:
    day = [TODAY]
    with closing(Store(tmp_path / "bank.sqlite", lambda: day[0])) as store:
        client = TestClient(create_app(store, "t"), headers={"Authorization": "Bearer t"})
        post(client, "/bills", bill="water bill", amount=80, date="2026-12-04")
        assert client.get("/accounts/checking/balance").json()["balance"] == 2413.7
        day[0] = date(2026, 12, 4)
        # The sixty dollars to Daniel were due as well.
        assert client.get("/accounts/checking/balance").json()["balance"] == 2273.7


def test_the_last_payment_is_stopped_once(store: Store, client: TestClient) -> None:
    post(client, "/transfers", **TRANSFER)
    assert post(client, "/transfers/last/stop", "s1") == {"amount": 250.0, "payee": "Sarah"}
    assert post(client, "/transfers/last/stop", "s1") == {"amount": 250.0, "payee": "Sarah"}
    assert post(client, "/transfers/last/stop", "s2") == {"amount": 60.0, "payee": "Daniel"}
    assert post(client, "/transfers/last/stop", "s3") == 404
    assert {row["state"] for row in rows(store, "transfers")} == {"stopped"}


def test_money_moves_between_the_customers_accounts(store: Store, client: TestClient) -> None:
    moved = post(client, "/moves", amount=13.7, direction="from checking to savings")
    assert moved == {"reference": "M206"}
    assert cents(store)["checking"] == 240_000
    assert cents(store)["savings"] == 816_370
    assert post(client, "/moves", "k2", amount=9000, direction="from savings to checking") == 422


def test_a_card_is_frozen_and_blocked_for_good(store: Store, client: TestClient) -> None:
    card = "/cards/debit%20card"
    assert post(client, f"{card}/freeze", "a") == {"state": "frozen"}
    assert post(client, f"{card}/unfreeze", "b") == {"state": "active"}
    assert post(client, f"{card}/block", "c") == {"state": "blocked", "arrival": "2026-12-04"}
    assert post(client, f"{card}/unfreeze", "d") == 422
    assert post(client, "/cards/gold/freeze", "e") == 404
    assert post(client, f"{card}/melt", "f") == 422
    assert client.get("/cards/new").json()["arrival"] == "2026-12-04"


def test_a_card_is_activated_by_its_last_digits(client: TestClient) -> None:
    assert post(client, "/cards/activate", last_four="2046") == {"state": "active"}
    assert post(client, "/cards/activate", "k2", last_four="0000") == 404


def test_a_dispute_an_appointment_and_a_new_address(store: Store, client: TestClient) -> None:
    dispute = post(client, "/disputes", amount=12.99, currency="USD", date="2026-11-20")
    assert dispute == {"reference": "D902", "answer_by": "2026-12-11"}
    assert post(client, "/disputes", "k2", amount=1, date="2026-12-20") == 422
    assert post(client, "/appointments", "k3", date="2026-12-01", time="10:30")
    assert post(client, "/appointments/next/cancel", "k4")["time"] == "10:30"
    assert post(client, "/appointments/next/cancel", "k5") == 404
    assert post(client, "/contact", "k6", zip_code="94107") == {"changed": ["zip_code"]}
    assert rows(store, "customer")[0]["zip_code"] == "94107"
    assert post(client, "/checkbooks", "k7") == {"arrival": "2026-12-08"}
    assert cents(store)["checking"] == 240_470


def test_the_pin_is_checked_and_not_kept(store: Store, client: TestClient) -> None:
    def ok(pin: str) -> Any:
        return client.post("/pin/check", json={"pin": pin}).json()

    assert ok("4471") == {"ok": True}
    assert ok("4472") == ok("") == {"ok": False}
    assert rows(store, "requests") == []
    assert b"4471" not in rows(store, "customer")[0]["pin_hash"]


def test_what_is_there_stays_when_it_starts_again(store: Store, tmp_path: Path) -> None:
    client = TestClient(create_app(store, "t"), headers={"Authorization": "Bearer t"})
    post(client, "/transfers", **TRANSFER)
    with closing(Store(tmp_path / "bank.sqlite")) as again:
        assert len(rows(again, "transfers")) == 2
