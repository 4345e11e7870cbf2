"""``python -m bank_backend``: the bank on a port of this machine."""

from __future__ import annotations

import argparse
import os
import sys
import time
from contextlib import closing
from pathlib import Path

import uvicorn

from bank_backend.app import create_app
from bank_backend.store import Store


def main() -> None:
    """Serve the bank until it is stopped."""
    parser = argparse.ArgumentParser(prog="bank-backend", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8020, help="port to listen on")
    parser.add_argument("--database", type=Path, default=Path("bank.sqlite"), help="SQLite file")
    parser.add_argument(
        "--late", type=float, default=0, metavar="S", help="answer that late after each change"
    )
    options = parser.parse_args()
    token = os.environ.get("BANK_TOKEN", "")
    if not token:
        sys.exit("bank-backend: the environment variable BANK_TOKEN is not set; set it")
    with closing(Store(options.database)) as store:
        app = create_app(store, token, pause=lambda: time.sleep(options.late))
        uvicorn.run(app, host=options.host, port=options.port, log_level="warning")


if __name__ == "__main__":
    main()
