"""Web pages for people: files of one folder, open to everybody, as nothing in them is secret.

What a page shows it asks for afterwards, and that is guarded by a door like everything else.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request, Response
from pydantic import BaseModel
from starlette.responses import FileResponse

from voice_agent.server.server import Server

FOLDER = Path(__file__).parent / "static"
INFO = "/call.json"

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_HEADERS = {
    # Nothing from elsewhere, nothing inline, and no other site may put a frame around it.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self' ws: wss:; worker-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


@dataclass(frozen=True, slots=True)
class Site:
    """Pages, and the endpoints that they ask.

    Attributes:
        pages: Path -> file of ``FOLDER``; everybody may have them.
        router: The endpoints; the pages' token opens them.
        private: Endpoints that other workers of this server ask.
    """

    pages: Mapping[str, str]
    router: APIRouter | None = None
    private: APIRouter | None = None


CALL_SITE = Site({"/": "call.html", "/call": "call.html"})

Endpoint = Callable[[Request], Awaitable[Response]]


class CallPageInfo(BaseModel):
    """Facts that the call page needs before a call; everybody may know them.

    Attributes:
        name: Name of the business.
        ready: Whether a call would be taken now.
        token: Whether callers need a token.
        turn_budget_ms: What a turn may take, voice-to-voice.
    """

    name: str
    ready: bool
    token: bool
    turn_budget_ms: float


def static_files(folder: Path = FOLDER) -> dict[str, Path]:
    """Return the files of the folder by the path under which they are served."""
    files = (file for file in sorted(folder.iterdir()) if file.suffix in _TYPES)
    return {f"/static/{file.name}": file for file in files}


def open_paths(sites: Sequence[Site]) -> tuple[str, ...]:
    """Return the paths that everybody may ask for."""
    return (INFO, *static_files(), *(path for site in sites for path in site.pages))


def add_pages(app: FastAPI, server: Server, sites: Sequence[Site], *, token: bool) -> None:
    """Serve the sites, the files that they load, and what the call page needs to know.

    Args:
        app: The application.
        server: What answers the calls.
        sites: The sites.
        token: Whether callers need a token.
    """
    files = static_files()
    for site in sites:
        files |= {path: FOLDER / name for path, name in site.pages.items()}
        if site.router is not None:
            app.include_router(site.router)
    for path, file in files.items():
        app.add_route(path, _endpoint(file), methods=["GET"])

    @app.get(INFO)
    async def call_page() -> CallPageInfo:
        engines = server.engines
        return CallPageInfo(
            name=engines.playbook.name if engines else server.config.playbook_folder.name,
            ready=server.ready,
            token=token,
            turn_budget_ms=server.config.turn_budget_ms,
        )


def _endpoint(file: Path) -> Endpoint:
    async def endpoint(_: Request) -> Response:
        return FileResponse(file, media_type=_TYPES[file.suffix], headers=_HEADERS)

    return endpoint
