"""Twilio's REST API as far as a transfer needs it, and Telnyx's, which is made after it."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiohttp import web


@dataclass
class Api:
    """Calls and conferences of one account.

    Attributes:
        states: States of the leg that is rung, one for each look; the last one stays.
        in_room_after: Looks at the conference after which the person is in it.
        answered_by: Who answered.
        refuses: Status with which a call cannot be moved; 0 if it can.
    """

    states: list[str]
    in_room_after: int = 1
    answered_by: str = "human"
    refuses: int = 0
    requests: list[tuple[str, str, dict[str, str], str]] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        form = {k: str(v) for k, v in (await request.post()).items()} | dict(request.query)
        self.requests.append((request.method, request.path, form, request.headers["Authorization"]))
        path = request.path.removesuffix(".json")
        if path.endswith("/Calls"):
            return web.json_response({"sid": "CA2", "status": "queued"}, status=201)
        if path.endswith("/Conferences"):
            self.in_room_after -= 1
            rooms = [{"sid": "CF1"}] if self.in_room_after <= 0 else []
            return web.json_response({"conferences": rooms})
        if request.method == "GET":
            state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
            return web.json_response({"status": state, "answered_by": self.answered_by})
        if self.refuses and path.endswith("/CA1"):
            return web.json_response({}, status=self.refuses)
        return web.json_response({"sid": path.rsplit("/", 1)[1]})

    def posts(self) -> list[tuple[str, dict[str, str]]]:
        return [(path, form) for method, path, form, _ in self.requests if method == "POST"]

    @property
    def hung_up(self) -> bool:
        """Whether the leg that was rung was hung up."""
        return any(
            p.endswith("/CA2.json") and f == {"Status": "completed"} for p, f in self.posts()
        )
