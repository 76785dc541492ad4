"""Serve the built book on this machine: `make serve`, `make serve PORT=8001`."""

from __future__ import annotations

import argparse
import functools
import os
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

BOOK = Path(__file__).parent.parent / "_build" / "html"


class Handler(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Say nothing: the address is the one line that counts."""


class Server(ThreadingHTTPServer):
    allow_reuse_address = os.name != "nt"  # on Windows two servers would share a port


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--book", type=Path, default=BOOK)
    arguments = parser.parse_args()
    if not (arguments.book / "index.html").exists():
        raise SystemExit("there is no book yet: make book")
    handler = functools.partial(Handler, directory=arguments.book)
    address = ("127.0.0.1", arguments.port)
    try:
        server = Server(address, handler)
    except (OSError, OverflowError) as error:
        raise SystemExit(
            f"port {arguments.port} cannot be used ({error}): "
            f"make serve PORT={max(8000, arguments.port % 60_000 + 1)}"
        ) from None
    print(f"The book is on http://127.0.0.1:{arguments.port}, until Ctrl-C", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    main()
