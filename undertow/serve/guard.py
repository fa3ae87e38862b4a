"""Who is answered: a browser on this machine that was given the token of this start, asking under a name of this machine.

A page of another site can make a browser send requests here. It cannot know the token, its cookie is not sent from
other sites, names that are led to 127.0.0.1 are refused (Host), and so is what another site posts (Origin).
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # With no-referrer a browser sends `Origin: null` with a plain form, and the check of Origin would refuse our own.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NAMES = ("127.0.0.1", "localhost", "[::1]")


class Guard:
    """Wraps an application: refuses what does not come from the analyst's own browser, and puts a policy on every answer."""

    def __init__(self, app: ASGIApp, token: str, port: int) -> None:
        self.app = app
        self._token = token
        self._hosts = {f"{name}:{port}" for name in NAMES}
        self._origins = {f"http://{host}" for host in self._hosts}
        #: Cookies are shared by all ports of a machine, so the name says which.
        self.cookie = f"undertow-{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request, or refuses it in one sentence."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # a web socket: none is offered, and closing it unanswered refuses it

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        answer = self._refusal(scope) or self._welcome(scope)
        await (answer or self.app)(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if not _is_loopback(scope.get("client")):
            return _refused("Only this machine is answered.")
        if headers.getlist("host") == [] or any(host not in self._hosts for host in headers.getlist("host")):
            return _refused("The address is not one of this server. Open the one that `undertow serve` printed.")
        if scope["method"] not in ("GET", "HEAD") and not self._is_own(headers):
            return _refused("This was sent from a page of another site. Nothing was changed.")
        return None

    def _is_own(self, headers: Headers) -> bool:
        fetched = headers.get("sec-fetch-site", "same-origin")
        return headers.get("origin") in self._origins and fetched == "same-origin"

    def _welcome(self, scope: Scope) -> Response | None:
        """None for a browser that was let in before; a cookie for one that brings the token."""
        headers = Headers(scope=scope)
        if self._fits(cookie_parser(headers.get("cookie", "")).get(self.cookie, "")):
            return None
        asked = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if scope["method"] == "GET" and any(name == "token" and self._fits(value) for name, value in asked):
            rest = urlencode([(name, value) for name, value in asked if name != "token"])
            answer = RedirectResponse(_local(scope["path"]) + (f"?{rest}" if rest else ""), status_code=303)
            answer.set_cookie(self.cookie, self._token, httponly=True, samesite="strict", path="/")
            return answer
        return _refused(
            "This case opens only with the address that `undertow serve` printed when it started; it ends in a token. "
            "Copy it from the terminal, whole."
        )

    def _fits(self, given: str) -> bool:
        return hmac.compare_digest(given.encode("utf-8", "replace"), self._token.encode())


def _local(path: str) -> str:
    """A path of this server: never the beginning of another address, as //elsewhere would be."""
    return urlsplit("/" + path.lstrip("/\\")).path or "/"


def _is_loopback(client: Iterable[object] | None) -> bool:
    try:
        return client is not None and ip_address(str(next(iter(client)))).is_loopback
    except ValueError:
        return False


def _refused(why: str) -> Response:
    return PlainTextResponse(f"Refused. {why}\n", status_code=403)
