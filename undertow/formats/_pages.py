"""Words of a page or text file as a reader saw them: decoded by its bytes, without what style hides, dated with care."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from undertow.formats import Rejection
from undertow.times import EARLIEST_POST, Moment, UnclearTime, moment

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

HIDDEN = "hidden text left out"
IMPOSSIBLE_DATE = "the page claims a date before the web or in the future"
LONGEST_TEXT = 64_000_000
#: Deeper than any browser builds; the parser takes minutes for 100,000.
DEEPEST = 2_000
_DEEPEST_FOR_EXTRACTION = 200
_GUESS_FROM = 200_000

_TAG = re.compile(
    r"<(/?)(?:div|span|section|article|main|b|i|em|strong|font|table|ul|ol|a|blockquote|center|code)(?=[\s>])", re.I
)
_ELEMENT = re.compile(r"</?[A-Za-z][A-Za-z0-9]*[\s/>]")
_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,400}?(?:charset|encoding)\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.I)
_BEYOND_ASCII = re.compile(rb"[A-Za-z]{0,40}[\x80-\xff][A-Za-z\x80-\xff]{0,80}")
_BEYOND_RUN = re.compile(rb"[\x80-\xff]{3,}")
_OTHER_ALPHABETS = (
    "cp1251",
    "koi8_r",
    "cp866",
    "cp1253",
    "cp1255",
    "cp1256",
    "gb18030",
    "big5",
    "shift_jis",
    "euc_jp",
    "euc_kr",
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_HIDING = re.compile(
    r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|font-size:0+(?:\.0+)?(?:[a-z%]+)?(?=;|!|$)|opacity:0+(?:\.0+)?%?(?=;|!|$)"
    r"|(?:left|top|right|bottom|text-indent|margin-left|margin-top):-\d{3,}|clip:rect\(0|clip-path:inset\((?:50|100)%|transform:scale\(0\))"
)
#: Printable characters, one of which stands for '&' on its way through trafilatura.
_STAND_INS = "\ua66e\u2e0e\u2e0f\u2e10\u2e11"
_MACHINE_PARTS = "script, style, template, noscript, iframe, object, svg"
_DATE_PLACES = (
    ('meta[property="article:published_time"]', "content"),
    ('meta[itemprop="datePublished"]', "content"),
    (
        'meta[name="date"], meta[name="pubdate"], meta[name="publish-date"], meta[name="dc.date"], meta[name="DC.date"]',
        "content",
    ),
)


class Page(NamedTuple):
    """What a page says and says of itself."""

    text: str
    flags: list[str]
    title: str | None = None
    author: str | None = None
    outlet: str | None = None
    language: str | None = None
    url: str | None = None
    date: datetime | None = None
    date_precision: str | None = None


def decoded_text(raw: bytes) -> tuple[str, list[str]]:
    """The bytes as text, and flags where that was not plain. The bytes decide, not what the page says of itself.

    Raises: Rejection for bytes that are no text.
    """
    if len(raw) > LONGEST_TEXT:
        raise Rejection(f"longer than {LONGEST_TEXT:,} bytes, no document")
    text, flags = _decoded(raw)
    if len(_CONTROL.findall(text)) > max(2, len(text) // 500):
        raise Rejection("its bytes are no text in any known encoding")
    if _NO_TEXT.search(text):
        text, flags = _NO_TEXT.sub("\ufffd", text), [*flags, "characters that are no text (shown as U+FFFD)"]
    return text.replace("\r\n", "\n").replace("\r", "\n"), flags


def _decoded(raw: bytes) -> tuple[str, list[str]]:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return raw.decode(encoding, "replace"), []
    try:
        return raw.decode("utf-8"), []
    except UnicodeDecodeError:
        pass
    stated = match[1].decode("ascii").lower() if (match := _CHARSET.search(raw[:4096])) else ""
    if stated and stated.replace("-", "") not in ("utf8", "utf16"):
        try:
            return raw.decode(stated), []
        except (LookupError, UnicodeDecodeError):
            pass
    encoding = _guessed_encoding(raw)
    contrary = f", though it says {stated}" if stated else ""
    return raw.decode(encoding, "replace"), [f"its bytes are not UTF-8{contrary}; read as {encoding}, a guess"]


def _guessed_encoding(raw: bytes) -> str:
    """The likeliest encoding of bytes that are not UTF-8."""
    from charset_normalizer import from_bytes

    # Markup is ASCII in every encoding and drowns the words that tell encodings apart.
    telling = b" ".join(_BEYOND_ASCII.findall(raw))[:_GUESS_FROM]
    beyond = len(telling.translate(None, bytes(range(128))))
    # Whole words beyond ASCII are of another alphabet; Latin ones have only single letters there.
    other = sum(map(len, _BEYOND_RUN.findall(telling))) > beyond / 2
    guess = from_bytes(telling, cp_isolation=list(_OTHER_ALPHABETS) if other else None).best()
    return guess.encoding if guess is not None else "latin-1"


def page(raw: bytes) -> Page:
    """The words of an HTML page that a reader saw, and what it says of itself. Raises: Rejection."""
    from selectolax.lexbor import LexborHTMLParser

    markup, flags = decoded_text(raw)
    if not _ELEMENT.search(markup):
        raise Rejection("not one HTML element in it. If it is a text, save it as .txt")
    depth = _depth(markup)
    if depth > DEEPEST:
        raise Rejection(f"elements nested deeper than {DEEPEST:,}: no browser shows such a page. Save its text as .txt")
    tree = LexborHTMLParser(markup)
    date, precision, impossible = _date(tree)
    if impossible:
        flags.append(IMPOSSIBLE_DATE)
    told = {
        "title": _stated(tree, 'meta[property="og:title"]', "content") or _words(tree.css_first("title")),
        "author": _stated(tree, 'meta[name="author"]', "content"),
        "outlet": _stated(tree, 'meta[property="og:site_name"]', "content"),
        "language": _stated(tree, "html[lang]", "lang"),
        "url": _stated(tree, 'link[rel="canonical"]', "href") or _stated(tree, 'meta[property="og:url"]', "content"),
    }
    if _without_hidden(tree):
        flags.append(HIDDEN)
    text = _main_text(tree, depth)
    if not text:
        raise Rejection("the page holds no words that a reader would see")
    return Page(text, flags, date=date, date_precision=precision, **told)


def _depth(markup: str) -> int:
    deepest = level = 0
    for match in _TAG.finditer(markup):
        level = max(0, level - 1) if match[1] else level + 1
        deepest = max(deepest, level)
    return deepest


def _stated(tree: LexborHTMLParser, selector: str, attribute: str) -> str | None:
    node = tree.css_first(selector)
    value = node.attributes.get(attribute) if node is not None else None
    return value.strip()[:2000] or None if value else None


def _words(node: LexborNode | None) -> str | None:
    return node.text(strip=True)[:2000] or None if node is not None else None


def _without_hidden(tree: LexborHTMLParser) -> bool:
    """Take out what no reader saw. Returns: whether there were words in it (scripts and the like do not count)."""
    for node in tree.css(_MACHINE_PARTS):
        node.decompose()
    found = False
    for node in tree.css("[style], [hidden]"):
        style = re.sub(r"/\*.*?\*/|\s+", "", (node.attributes.get("style") or "").lower())
        if node.tag in ("html", "body") or not ("hidden" in node.attributes or _HIDING.search(style)):
            continue
        found = found or bool(node.text(strip=True))
        node.decompose()
    return found


def _main_text(tree: LexborHTMLParser, depth: int) -> str:
    """The main text without menus and footers; all of the body where no main text can be told."""
    body = tree.body
    if body is None:
        return ""
    if depth <= _DEEPEST_FOR_EXTRACTION:
        import trafilatura

        # trafilatura reads entities a second time in what it returns: '&amp;lt;b&gt;' would become markup.
        markup = tree.html or ""
        stand_in = next((sign for sign in _STAND_INS if sign not in markup), _STAND_INS[0])
        markup = markup.replace("&amp;", stand_in)
        found = trafilatura.extract(markup, include_comments=False, favor_recall=True, output_format="txt")
        if found and found.strip():
            return str(found).replace(stand_in, "&").strip()
    return re.sub(r"\n{3,}", "\n\n", body.text(separator="\n", strip=True)).strip()


def _date(tree: LexborHTMLParser) -> tuple[datetime | None, str | None, bool]:
    """When the page says it was published, its precision, and whether its first claim is impossible."""
    for claim in _claims(tree):
        found = _moment(claim)
        if found is None:
            continue
        latest = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)
        if not EARLIEST_POST <= found.at <= latest:
            return None, None, True
        return found.at, found.precision, False
    return None, None, False


def _moment(claim: str) -> Moment | None:
    """The time claimed; of one without zone the day."""
    for form in (claim.strip(), claim.strip()[:10]):
        try:
            return moment(form)
        except UnclearTime:
            continue
    return None


def _claims(tree: LexborHTMLParser) -> Iterator[str]:
    for selector, attribute in _DATE_PLACES:
        if value := _stated(tree, selector, attribute):
            yield value
    for node in tree.css('script[type="application/ld+json"]')[:20]:
        yield from _published(node.text()[:200_000])
    if value := _stated(tree, "time[datetime]", "datetime"):
        yield value


def _published(text: str) -> Iterator[str]:
    """Values of datePublished in a JSON-LD block, at the top or in its graph."""
    try:
        block: Any = json.loads(text)
    except (ValueError, RecursionError):
        return
    tops = block if isinstance(block, list) else [block]
    for top in tops:
        if isinstance(top, dict):
            graph = top.get("@graph")
            for part in (top, *(graph if isinstance(graph, list) else ())):
                if isinstance(part, dict) and isinstance(part.get("datePublished"), str):
                    yield part["datePublished"]
