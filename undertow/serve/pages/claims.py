"""The page "Claims and demands", where statements are moved between series and comparisons are judged; see results/claims.py."""

from __future__ import annotations

from undertow.errors import BadSetting, UnknownName
from undertow.serve.entering import enter, free_id
from undertow.serve.pages import Done, Page, Query
from undertow.serve.results import claims
from undertow.serve.results.stored import Stored
from undertow.serve.view import View
from undertow.tables.ledger import WORDS


class Claims(Page):
    """What contradicts on top, then every number by quantity, then demands."""

    name, title, path = "claims", "Claims and demands", "/claims"
    group, order = "Analyses", 60
    styles = ("results.css",)
    actions = ("move", "judge")

    def load(self, view: View, query: Query) -> claims.Ledger:
        """The newest results, and what was entered by hand."""
        return claims.load(Stored(view), query)

    def do_move(self, view: View, form: Query) -> Done:
        """Puts a statement, or a series as a whole, into another series, in ledger/keys.csv.

        Raises: BadSetting where something is not filled in, UnknownName for a statement that was not found, Busy.
        """
        name, series = (
            _filled(form, "id", "which statement to move"),
            _filled(form, "series", "the series it belongs to"),
        )
        why, by = _filled(form, "why", "the reason"), _filled(form, "by", "who judged")
        stored = Stored(view)
        known = stored.rows(stored.newest("claims"), "claims_found", "1 AS found", "WHERE id = ? LIMIT 1", [name])
        if not known:
            raise UnknownName(
                f"{name[:40]!r} is no statement or series of the newest run of claims. Take a name that its table prints."
            )
        with view.changing() as case:
            what = enter(case, "keys", {"id": name, "series": series, "why": why, "judged_by": by})
        return Done(
            f"{what} in ledger/keys.csv: {name} belongs to {series}. Run claims again to have it counted.", _back(form)
        )

    def do_judge(self, view: View, form: Query) -> Done:
        """Sets what a person judged of a claim and a record, in ledger/comparisons.csv; a new row where no `id` is given.

        Raises: BadSetting where something is not filled in, UnknownName for a claim that is not there, Busy.
        """
        status, by = _filled(form, "status", "a status"), _filled(form, "by", "who judged")
        if status not in WORDS["status"]:
            raise UnknownName.among("status", status, WORDS["status"])
        stored = Stored(view)
        row = {
            "id": form.get("id", "").strip(),
            "status": status,
            "why": _filled(form, "why", "the reason"),
            "judged_by": by,
        }
        if not row["id"]:
            known = [claim["id"] for claim in stored.ledger("claims")]
            for name in ("claim", "record"):
                row[name] = _filled(form, name, f"the {name}")
                if row[name] not in known:
                    raise UnknownName.among(name, row[name], known)
            if row["claim"] == row["record"]:
                raise BadSetting("A claim cannot be set against itself. Choose another record.")
        elif row["id"] not in (known := [old["id"] for old in stored.ledger("comparisons")]):
            raise UnknownName.among("comparison", row["id"], known)
        with view.changing() as case:
            row["id"] = row["id"] or free_id(case.folder / "ledger", "comparisons", "comparison")
            what = enter(case, "comparisons", row)
        return Done(
            f"{what} in ledger/comparisons.csv: {row['id']} is “{status}”. Run comparisons again to have it in the findings.",
            _back(form),
        )


def _filled(form: Query, name: str, what: str) -> str:
    """A field of a form. Raises: BadSetting where it is empty."""
    value = form.get(name, "").strip()
    if not value:
        raise BadSetting(f"Nothing was changed: say {what}.")
    return value


def _back(form: Query) -> str:
    shown = form.get("shown", "")
    return f"/claims?series={shown}" if shown.isalnum() else "/claims"
