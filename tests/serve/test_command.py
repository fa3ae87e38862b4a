import os
import re
import signal
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep

import pytest
from click.testing import CliRunner

from undertow.cli import main
from undertow.serve import pictures
from undertow.serve.jobs.ahead import draw


def test_the_command_prints_the_address_answers_and_stops_on_ctrl_c(made):
    command = [sys.executable, "-m", "undertow", "-C", str(made), "serve", "--no-open", "--port", "0"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as server:
        first = server.stdout.readline()
        port, token = re.search(r"http://127\.0\.0\.1:(\d+)/\?token=(\S+)", first).groups()
        connection = HTTPConnection("127.0.0.1", int(port))
        connection.request("GET", "/")
        assert connection.getresponse().status == 403
        connection = HTTPConnection("127.0.0.1", int(port))
        connection.request("GET", f"/?token={token}")
        assert connection.getresponse().status == 303
        connection.close()
        server.send_signal(signal.SIGINT)
        said = server.stdout.read()
        assert server.wait(20) == 0
    assert len(token) >= 32 and said.endswith("Stopped.\n") and "Traceback" not in said


def helpers(folder):
    """The processes that work for a server of this case."""
    lines = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    return [line for line in lines if b"undertow.serve." in line and str(folder).encode() in line]


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="helpers are looked up in /proc")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT", "SIGKILL"])
def test_however_the_server_ends_its_helpers_end_and_nothing_is_printed_but_that_it_stopped(folder, name):
    command = [sys.executable, "-m", "undertow", "-C", str(folder), "serve", "--no-open", "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as server:
        server.stdout.readline()
        server.stdout.readline()  # by now it works something out in the background
        until = monotonic() + 20
        while not helpers(folder) and monotonic() < until:
            sleep(0.02)
        assert helpers(folder), "figures are drawn ahead"
        server.send_signal(getattr(signal, name))
        said, code = server.stdout.read(), server.wait(20)
    assert (said, code) == (("", -signal.SIGKILL) if name == "SIGKILL" else ("Stopped.\n", 0))
    until = monotonic() + 20
    while helpers(folder) and monotonic() < until:
        sleep(0.05)
    assert not helpers(folder)


def test_a_port_that_is_taken_is_told_with_what_to_do(made):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = CliRunner().invoke(main, ["-C", str(made), "serve", "--no-open", "--port", str(port)])
    assert result.exit_code == 2
    assert f"Port {port} cannot be used" in result.output and f"--port {port + 1}" in result.output


def test_figures_are_drawn_ahead_and_once(folder, monkeypatch):
    draw(folder)
    drawn = list((folder / "tables" / "derived" / "pages" / "pictures").glob("*.json"))
    assert drawn

    def again(*_):
        raise AssertionError("drawn again")

    monkeypatch.setattr(pictures, "picture", again)
    draw(folder)
