"""The page as PDF, from the same file and without a network."""

from __future__ import annotations

import logging
from typing import Any

from undertow.errors import MissingExtra

_HOW = (
    "The dossier as a web page was written; its print view gives the same pages. For --to pdf install the package "
    "(pip install 'undertow[pdf]') and its system libraries (Debian and Ubuntu: apt-get install libpango-1.0-0 "
    "libpangoft2-1.0-0 libharfbuzz-subset0; macOS: brew install pango)."
)


def pdf(page: str) -> bytes:
    """The page, set for print. Raises: MissingExtra where WeasyPrint or the libraries it draws with are not installed."""
    try:
        import weasyprint
    except ImportError:
        raise MissingExtra(f"The package weasyprint is not installed. {_HOW}") from None
    except OSError as error:  # the package is there, Pango is not
        raise MissingExtra(f"WeasyPrint cannot load {str(error).partition(':')[0]}. {_HOW}") from None
    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it warns of every rule that is for screens only
    data: bytes = weasyprint.HTML(string=page, url_fetcher=_nothing).write_pdf()
    return data


def _nothing(url: str) -> Any:
    """A dossier is complete in itself: whatever asks for something from elsewhere gets nothing."""
    from weasyprint.urls import URLFetcherResponse

    return URLFetcherResponse(url, b"", {"Content-Type": "text/plain"})
