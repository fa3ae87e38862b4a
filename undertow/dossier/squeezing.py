"""A page in fewer characters that says and shows the same."""

from __future__ import annotations

import re
from html import escape, unescape

#: What only the checks of the page need, and what the style sheet says of every drawing but a file for print cannot.
_FOR_CHECKS = re.compile(r"(<[a-z][^<>]*?) data-verbatim(?=[ >])")
_FONT = re.compile(r'(<svg class="(?:wide|narrow)"[^>]*?) font-family="[^"]*"')
_TABLE = re.compile(r'<table class="stack">(.*?)</table>', re.DOTALL)
_LABEL = re.compile(r'(<td[^<>]*?) data-label="([^"]*)"')
#: As many columns have a rule in dossier.css.
_COLUMNS = 16


def squeezed(page: str) -> str:
    """The page without what a reader of HTML supplies, and with what is said of every cell or drawing said once."""
    import minify_html

    for pattern in (_FOR_CHECKS, _FONT):
        page = pattern.sub(r"\1", page)
    page = _TABLE.sub(_named_once, page)
    small: str = minify_html.minify(page, keep_html_and_head_opening_tags=True, minify_css=False, minify_js=False)
    return small


def _named_once(table: re.Match[str]) -> str:
    """A table whose cells do not each say the name of their column; the style sheet writes it from a property of the table."""
    _, _, body = table[1].partition("<tbody")
    rows = [[label for _, label in _LABEL.findall(row)] for row in body.split("</tr>")[:-1]]
    if not rows or any(row != rows[0] for row in rows) or not 0 < len(rows[0]) < _COLUMNS:
        return table[0]
    names = (" ".join(unescape(label).split()).translate({34: "\\22 ", 92: "\\5c "}) for label in rows[0])
    style = ";".join(f'--c{place}:"{name}: "' for place, name in enumerate(names, 2))
    inner = _LABEL.sub(r"\1", table[1])
    return f'<table class="stack" style="{escape(style)}">{inner}</table>'
