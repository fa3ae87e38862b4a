"""Starts `undertow serve` of the installed package on a case, and asks for the pages that the first one leads to and every file that they name.

tests/wheel.sh runs it, with the interpreter of an empty environment into which the wheel was installed: `python wheel_serve.py CASE`.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urljoin
from urllib.request import HTTPCookieProcessor, build_opener

_NAMED = re.compile(r'(?:src|href)="(/[^"#]*)')


def main(case: str) -> int:
    """The number of answers that were not 200; each is printed."""
    command = [str(Path(sys.executable).parent / "undertow"), "-C", case, "serve", "--no-open", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            return asked(address_in(server.stdout.readline()))
        finally:
            server.send_signal(signal.SIGINT)  # as Ctrl-C, so that what it began stops with it


def address_in(line: str) -> str:
    """The address in the first line that the server prints."""
    return line.rsplit(" is at ", 1)[1].strip()


def asked(address: str) -> int:
    """Asks for the first page, which sets the cookie, then for every page it leads to and every file that these name."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    known, waiting, wrong = {address}, [(address, 0)], 0
    while waiting:
        one, depth = waiting.pop()
        try:
            with opener.open(one, timeout=60) as answer:
                content = answer.read()
        except OSError as error:
            print(f"{one.partition('?')[0]}: {error}")
            wrong += 1
            continue
        is_page = content.lstrip()[:9].lower() == b"<!doctype"
        for found in _NAMED.findall(content.decode("utf-8")) if is_page and depth < 2 else ():
            whole = urljoin(address, found.replace("&amp;", "&"))
            if whole not in known and (depth == 0 or "/assets/" in whole):
                known.add(whole)
                waiting.append((whole, depth + 1))
    files = sum("/assets/" in one for one in known)
    print(f"{len(known) - files} pages and {files} files that they name were asked for, {wrong} did not come")
    return wrong + (files < 3)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
