"""The PDF is the page, and a machine without its libraries still gets the page."""

from __future__ import annotations

import sys

import pytest

from undertow.dossier.pdf import pdf
from undertow.errors import MissingExtra

PAGE = "<!doctype html><title>One page</title><link rel=stylesheet href='https://example.org/x.css'><p>Որքան, რამდენი, كم</p>"


def test_a_page_is_set_without_asking_for_anything_from_elsewhere() -> None:
    try:
        made = pdf(PAGE)
    except MissingExtra as missing:
        pytest.skip(str(missing))
    assert made.startswith(b"%PDF-") and made.rstrip().endswith(b"%%EOF")


def test_a_missing_package_is_named_with_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(MissingExtra, match=r"weasyprint is not installed.*page was written.*undertow\[pdf\].*libpango"):
        pdf(PAGE)
