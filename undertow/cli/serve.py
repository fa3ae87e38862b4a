"""`undertow serve`: the case in a browser on this machine."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import sys
import webbrowser
from collections.abc import Iterator
from types import FrameType
from typing import NoReturn

import click

from undertow.cli.group import current_case, main
from undertow.cli.printing import say
from undertow.errors import BadSetting

DEFAULT_PORT = 8740
_HOST = "127.0.0.1"


@main.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=DEFAULT_PORT, show_default=True, help="0: any that is free."
)
@click.option("--no-open", is_flag=True, help="Only print the address; do not open a browser.")
def serve(port: int, no_open: bool) -> None:
    """Open the case in a browser: on this machine only, until Ctrl-C.

    The address ends in a token that is new at every start; without it nothing is shown.
    """
    case = current_case()
    import uvicorn

    from undertow.serve.app import create_app
    from undertow.serve.jobs.ahead import drawing_ahead

    token = secrets.token_urlsafe(32)
    with contextlib.suppress(KeyboardInterrupt), _stoppable(), _listening(port) as bound:
        port = bound.getsockname()[1]
        app = create_app(case.folder, token, port, ahead=True)
        address = f"http://{_HOST}:{port}/?token={token}"
        say(f"{case.settings.title} is at {address}")
        click.echo("Only this machine is answered, and only with this address. Stop with Ctrl-C.")
        if not no_open:
            webbrowser.open(address)
        settings = uvicorn.Config(
            app,
            log_level="critical",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=2,
            lifespan="off",
        )
        with drawing_ahead(case.folder):
            uvicorn.Server(settings).run(sockets=[bound])
    click.echo("Stopped.")
    _leave()


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    """Inside, what asks a program to end, or closes its terminal, does what Ctrl-C does; uvicorn passes on what it was sent."""
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), _stop) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _leave() -> NoReturn:
    """Ends the process without taking Python apart.

    What is being worked out in the background is inside DuckDB, which aborts the process, or reports what it still holds, when
    Python goes away under it. Nothing is lost: files are written whole or not at all.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _listening(port: int) -> socket.socket:
    """A socket that hears this machine alone. Raises: BadSetting when the port is taken."""
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((_HOST, port))
        found.listen(128)  # before the address is told: a browser that is quick must not be refused
    except OSError as error:
        found.close()
        raise BadSetting(
            f"Port {port} cannot be used ({error.strerror}). Choose another: undertow serve --port {port + 1}, or --port 0 for any."
        ) from None
    return found
