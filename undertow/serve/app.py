"""The application: pages and their JSON twins, actions, the assets; every error in words."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from html import unescape
from pathlib import Path
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from undertow.case import Case
from undertow.crash import crash_report
from undertow.errors import BadSetting, UndertowError
from undertow.formats import Format
from undertow.registry import members
from undertow.serve.coverage import coverage
from undertow.serve.drawing import HERE, Drawing
from undertow.serve.errors import status_of
from undertow.serve.guard import Guard
from undertow.serve.pages import Done, Download, Page, Query, Sheet
from undertow.serve.passage import looked_up
from undertow.serve.results.stored import memory
from undertow.serve.view import PATIENCE, View

Answer = Callable[[Request], Awaitable[Response]]
ASSETS = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "txt": "text/plain; charset=utf-8"}
SHARED = HERE.parent / "dossier" / "assets"
SAID = "undertow-said"
_STATED_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"')
#: A form is a verdict, a note or a page of prose; nothing of the app sends more.
MOST_BYTES = 2_000_000


def create_app(folder: Path, token: str, port: int, patience: float = PATIENCE, *, ahead: bool = False) -> Starlette:
    """The case in `folder` as a web application that answers under 127.0.0.1:`port` to whoever knows `token`.

    patience: seconds a page waits for what is worked out in the background. ahead: whether that is begun before a page asks.
    Raises: UnknownName if there is no case, DamagedCase if it is not whole.
    """
    Case.open(folder)
    server = Server(folder, patience)
    server.prepare()
    if ahead:
        server.begin()
    return Starlette(
        routes=server.routes(),
        middleware=[Middleware(Guard, token=token, port=port)],
    )


class Server:
    """What answers requests for one case."""

    def __init__(self, folder: Path, patience: float) -> None:
        known = members("undertow.serve.pages", Page)  # type: ignore[type-abstract]
        self.view = View(folder, patience)
        self.pages = {name: kind() for name, kind in known.items()}
        self.drawing = Drawing(self.view, self.pages)

    def prepare(self) -> None:
        """Loads what pages need before the first is asked for: analyses, formats, the database and templates take seconds."""
        import numpy.ma  # noqa: F401  # what lays out a network asks numpy for it

        memory()
        members("undertow.formats", Format)  # type: ignore[type-abstract]
        self.drawing.prepare()
        with suppress(UndertowError):
            _ = self.view.analyses, self.view.findings, self.view.runs, self.view.sources, self.view.whole

    def begin(self) -> None:
        """Begins in the background what the first pages would otherwise wait for."""
        with self.view.keeping.unasked():
            _ = self.view.names
            for begun in (coverage, lambda view: view.standing, looked_up):
                with suppress(UndertowError):
                    begun(self.view)

    def routes(self) -> list[Route]:
        """Every page, its JSON before it (a parameter of a path would swallow the ending), every action, the assets."""
        found = [Route("/assets/{name}", _asset), Route("/favicon.ico", _no_icon)]
        for page in self.pages.values():
            found.append(Route(page.json_path(), self._careful(page, self._page(page, as_json=True))))
            found.append(Route(page.path, self._careful(page, self._page(page))))
            for action in page.actions:
                found.append(
                    Route(f"/do/{page.name}/{action}", self._careful(page, self._do(page, action)), methods=["POST"])
                )
        return [*found, Route("/{rest:path}", self._careful(None, _nothing))]

    def _page(self, page: Page, *, as_json: bool = False) -> Answer:
        async def answer(request: Request) -> Response:
            query = Query([*request.query_params.multi_items(), *_parameters(request)])
            with self.view.one_look():
                return await shown(request, query)

        async def shown(request: Request, query: Query) -> Response:
            content = await run_in_threadpool(page.load, self.view, query)
            if isinstance(content, Download):
                return _download(content)
            if as_json or _wants_json(request):
                return _json(content)
            if isinstance(content, Sheet):
                return _sheet(content)
            said = _said(request)
            html = await run_in_threadpool(self.drawing.page, page, _mapping(content), said)
            response = HTMLResponse(html)
            if said:
                response.delete_cookie(SAID, path="/", httponly=True, samesite="strict")
            return response

        return answer

    def _do(self, page: Page, action: str) -> Answer:
        do: Callable[[View, Query], Done] = getattr(page, f"do_{action}")

        async def answer(request: Request) -> Response:
            form = await _form(request)
            done = await run_in_threadpool(do, self.view, form)
            if _wants_json(request):
                return _json({"said": done.said, "to": done.to or page.path})
            response = RedirectResponse(_local(done.to or page.path), status_code=303)
            words = base64.urlsafe_b64encode(done.said[:500].encode()).decode()
            response.set_cookie(SAID, words, max_age=60, path="/", httponly=True, samesite="strict")
            return response

        return answer

    def _careful(self, page: Page | None, answer: Answer) -> Answer:
        """The same answer, with every error as a page or JSON that says what is wrong, where, and what to do."""

        async def careful(request: Request) -> Response:
            try:
                return await answer(request)
            except UndertowError as error:
                return await self._error(request, page, str(error), status_of(error), error_title(status_of(error)))
            except HTTPException as error:
                return await self._error(request, page, str(error.detail), error.status_code, "This was not done")
            except Exception as error:  # noqa: BLE001  # the one place of the app where a bug is turned into a report
                words = (
                    f"undertow met a bug of its own ({type(error).__name__}). A crash report is in {crash_report()}; "
                    "please send it. Your case is as it was."
                )
                return await self._error(request, page, words, 500, "A bug")

        return careful

    async def _error(self, request: Request, page: Page | None, words: str, status: int, title: str) -> Response:
        if request.url.path.endswith(".json") or _wants_json(request):
            return _json({"error": words, "status": status}, status)
        html = await run_in_threadpool(self.drawing.error, page, words, title)
        response = HTMLResponse(html, status)
        if request.headers.get("hx-request"):  # the error stands where the page stands, whatever part was asked for
            response.headers.update({"HX-Retarget": "#page", "HX-Reselect": "#page", "HX-Reswap": "outerHTML"})
        return response


def error_title(status: int) -> str:
    """What an error page is headed."""
    return {
        404: "This is not in the case",
        409: "There is too little to go on",
        412: "This was changed meanwhile",
        422: "This cannot be published yet",
        503: "This has to wait",
    }.get(status, "This could not be done")


async def _nothing(request: Request) -> Response:
    raise HTTPException(404, "There is no page at this address. Choose one on the left.")


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    ending = name.rpartition(".")[2]
    for folder in (HERE / "assets", SHARED):
        path = folder / name
        if ending in ASSETS and "/" not in name and name[:1] != "." and path.is_file():
            return Response(path.read_bytes(), media_type=ASSETS[ending])
    return Response("There is no such file.\n", 404, media_type="text/plain")


async def _no_icon(request: Request) -> Response:
    """For what has no head that could say it has no icon: JSON, a dossier. Browsers would complain about a missing one."""
    return Response(status_code=204)


async def _form(request: Request) -> Query:
    size = request.headers.get("content-length", "")
    if not size.isdigit() or int(size) > MOST_BYTES:
        raise BadSetting(f"A form of more than {MOST_BYTES:,} bytes is not taken. Send less.")
    async with request.form(max_files=0, max_fields=500, max_part_size=MOST_BYTES) as form:
        return Query([(name, value) for name, value in form.multi_items() if isinstance(value, str)])


def _parameters(request: Request) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in request.path_params.items()]


def _wants_json(request: Request) -> bool:
    return request.headers.get("accept", "").startswith("application/json")


def _mapping(content: Any) -> Mapping[str, Any]:
    """What `load` returned, by name; records inside stay records, for the filters of the dossier know them."""
    if isinstance(content, Mapping):
        return content
    fields: Iterable[str] = getattr(content, "__struct_fields__", ()) or getattr(content, "__dataclass_fields__", ())
    return {name: getattr(content, name) for name in fields}


def _json(content: Any, status: int = 200) -> Response:
    plain = msgspec.to_builtins(content, str_keys=True)
    text = json.dumps(plain, ensure_ascii=True, allow_nan=False, default=str)
    return Response(text, status, media_type="application/json")


def _download(file: Download) -> Response:
    name = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in file.name)[-100:] or "file"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Security-Policy": "sandbox"}
    return Response(file.data, media_type=file.media_type, headers=headers)


def _sheet(sheet: Sheet) -> Response:
    """The page under the policy it has in its head, sandboxed: it has no origin, sends no form, and only the app may frame it."""
    stated = _STATED_POLICY.search(sheet.html)
    policy = unescape(stated[1]) if stated else "default-src 'none'"
    return HTMLResponse(
        sheet.html, headers={"Content-Security-Policy": f"sandbox allow-scripts; frame-ancestors 'self'; {policy}"}
    )


def _said(request: Request) -> str:
    try:
        return base64.urlsafe_b64decode(request.cookies.get(SAID, "")).decode()[:500]
    except ValueError:
        return ""


def _local(to: str) -> str:
    if not to.startswith("/") or to.startswith(("//", "/\\")):
        raise BadSetting(f"{to!r} is not a page of this server.")
    return to
