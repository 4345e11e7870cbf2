"""Registrations at a registrar that the test writes."""

from __future__ import annotations

from collections.abc import Callable

from voice_agent.transport.sip.dialog import Here, respond
from voice_agent.transport.sip.digest import Credentials, Gate
from voice_agent.transport.sip.message import Request, Response, read
from voice_agent.transport.sip.registration import Registration
from voice_agent.transport.sip.transactions import Asking

PEER = ("10.0.0.1", 5060)
BOB = Credentials("bob", "zanzibar")


class Registrar:
    """Answers at once, as ``rule`` says."""

    def __init__(self, rule: Callable[[Request], Response | None]) -> None:
        self.now = 0.0
        self.rule = rule
        self.asked: list[Request] = []
        self.told: list[tuple[float, bool, int]] = []
        self.answers: list[Response] = []
        self.asking = Asking(self.take)
        self.ours = Registration(
            self.asking, Here("10.0.0.2", 5060, "bob"), "sip:bob@pbx", "sip:pbx", PEER, BOB,
            told=lambda good, status: self.told.append((self.now, good, status)),
        )  # fmt: skip

    def take(self, data: bytes, peer: object) -> None:
        request = read(data)
        assert isinstance(request, Request)
        self.asked.append(request)
        answer = self.rule(request)
        if answer is not None:
            self.answers.append(answer)

    def run(self, until: float) -> None:
        while True:
            while self.answers:
                self.asking.response(self.answers.pop(0), self.now)
            due = min(self.asking.due(), self.ours.due())
            if due > until:
                return
            self.now = max(self.now, due)
            self.asking.elapsed(self.now)
            self.ours.elapsed(self.now)


def _gated(request: Request, **extra: str) -> Response:
    """Let in who knows the password."""
    gate = Gate("pbx", {"bob": "zanzibar"}, key=b"k")
    header = request.headers.get("authorization")
    if header and gate.check(header, "REGISTER", 0.0, "h") == "genuine":
        fields = [("contact", request.headers.get("contact") + ";expires=120")]
        return respond(request, 200, PEER, extra=[*fields, *extra.items()])
    return respond(request, 401, PEER, extra=[("www-authenticate", gate.challenge(0.0, "h"))])


def test_it_is_kept_up_with_a_password_and_taken_back() -> None:
    registrar = Registrar(_gated)
    registrar.run(200)
    assert registrar.told == [
        (0.0, True, 200),
        (60.0, True, 200),
        (120.0, True, 200),
        (180.0, True, 200),
    ]
    assert [one.method for one in registrar.asked] == ["REGISTER"] * 8
    numbers = [int(one.headers.get("cseq").split()[0]) for one in registrar.asked]
    assert numbers == sorted(set(numbers))
    assert len({one.headers.get("call-id") for one in registrar.asked}) == 1
    registrar.ours.stop(registrar.now)
    registrar.run(300)
    assert registrar.asked[-1].headers.get("expires") == "0"
    assert len(registrar.told) == 4


def test_a_wrong_password_is_tried_less_and_less_often() -> None:
    registrar = Registrar(
        lambda request: respond(
            request, 401, PEER, extra=[("www-authenticate", 'Digest nonce="n"')]
        )
    )
    registrar.run(100)
    assert [at for at, _, _ in registrar.told] == [0.0, 5.0, 15.0, 35.0, 75.0]
    assert not registrar.ours.good


def test_a_registrar_that_is_away_and_comes_back() -> None:
    registrar = Registrar(lambda request: None)
    registrar.run(33)
    assert registrar.told == [(32.0, False, 408)]
    registrar.rule = _gated
    registrar.run(40)
    assert registrar.ours.good


def test_a_registrar_that_wants_longer_gets_it() -> None:
    def rule(request: Request) -> Response:
        if int(request.headers.get("expires")) < 600:
            return respond(request, 423, PEER, extra=[("min-expires", "600")])
        return respond(request, 200, PEER, extra=[("expires", "600"), ("contact", "<junk")])

    registrar = Registrar(rule)
    registrar.run(10)
    assert registrar.told == [(0.0, False, 423), (0.5, True, 200)]
    assert registrar.ours.due() == 300.5
