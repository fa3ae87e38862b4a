"""The canonical tables of a case in DuckDB: created, filled from staged files in one transaction, emptied of a source.

Whatever is in here can be made again from sources/. Loading decides what became of each record: kept, an exact
duplicate, or quarantined because its id is taken by a different record.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from undertow.engines.busy import busy, opened
from undertow.errors import DamagedCase, EngineFailed
from undertow.model import Ledger
from undertow.tables import TABLES, Table

if TYPE_CHECKING:
    import duckdb

SQL_TYPES = {
    "text": "VARCHAR",
    "texts": "VARCHAR[]",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "truth": "BOOLEAN",
    "time": "TIMESTAMP",
}
#: What two records of one id must share to be the same record; metrics and collection times may differ.
SAME = {
    "posts": ("account", "at", "text", "kind", "repost_of", "reply_to", "links", "hashtags"),
    "documents": ("speaker", "date", "text", "title"),
    "shares": (),
}
#: Shares a post makes, by kind: what it shared (a list), and for which posts.
EXPLODED = {
    "repost": ("[repost_of]", "repost_of IS NOT NULL AND kind IN ('repost', 'forward')"),
    "reply": ("[reply_to]", "reply_to IS NOT NULL"),
    "link": ("links", "len(links) > 0"),
    "hashtag": ("hashtag_keys", "len(hashtag_keys) > 0"),
    "mention": ("mention_keys", "len(mention_keys) > 0"),
    "media": ("media", "len(media) > 0"),
    "text": ("[text_key]", "text_key <> '' AND (kind IS DISTINCT FROM 'repost' OR repost_of IS NULL)"),
}
#: The values inside a reason, so that like reasons are counted together.
VALUES = "'[^']*'|\"[^\"]*\""
MEMORY = os.environ.get("UNDERTOW_MEMORY", "600MB")


class Store:
    """The database file of a case, opened for writing, one at a time; or for `reading` alone, beside others that read."""

    def __init__(self, path: Path, *, reading: bool = False) -> None:
        import duckdb

        # What a process left that was killed is taken in first, which writes.
        reading = reading and not path.with_name(path.name + ".wal").exists()
        read_only = path.exists() and (reading or not os.access(path.parent, os.W_OK))
        if not read_only:
            path.parent.mkdir(parents=True, exist_ok=True)
        spill = path.parent / "tmp"
        try:
            config: dict[str, Any] = {
                "memory_limit": MEMORY,
                "temp_directory": str(spill),
                "threads": 2,
                "preserve_insertion_order": False,
                "autoinstall_known_extensions": False,
            }
            self._db = opened(lambda: duckdb.connect(str(path), read_only=read_only, config=config))
        except (duckdb.IOException, duckdb.ConnectionException) as error:
            raise busy(error) or EngineFailed(
                f"{path.name} cannot be opened; the file may be damaged ({_first(error)}). "
                "Delete tables/ and run `undertow check`, which rebuilds it from sources/."
            ) from None
        if not read_only:
            self._db.execute("CREATE TABLE IF NOT EXISTS loaded (source_sha256 VARCHAR)")
        for table in TABLES.values() if not read_only else ():
            columns = ", ".join(f'"{c.name}" {SQL_TYPES[c.type]}' for c in table.columns)
            self._db.execute(f'CREATE TABLE IF NOT EXISTS "{table.name}" ({columns})')

    def close(self) -> None:
        self._db.close()

    def lacks_columns(self) -> bool:
        """Whether a table was made by a version with other columns."""
        for table in TABLES.values():
            found = [row[0] for row in self._db.execute(f'DESCRIBE "{table.name}"').fetchall()]
            if found != list(table.names):
                return True
        return False

    def sources(self) -> set[str]:
        """SHA-256 of every source that was loaded, from a list kept with the rows: no scan at the start of a command."""
        return {row[0] for row in self._db.execute("SELECT source_sha256 FROM loaded").fetchall()}

    def counts(self) -> dict[str, int]:
        """Rows by table."""
        return {name: self._one(f'SELECT count(*) FROM "{name}"') for name in TABLES}

    def fingerprint(self, sha256: str) -> dict[str, list[str]]:
        """For each table: how many rows a source has, and a sum over their hashes, which no order changes.

        The hashes are this version of DuckDB's; "version" says which.
        """
        import duckdb

        found = {"version": [duckdb.__version__]}
        for name in TABLES:
            rows = self.query(
                f'SELECT count(*), coalesce(sum(hash(t)), 0)::VARCHAR FROM "{name}" t WHERE source_sha256 = ?', [sha256]
            )
            found[name] = [str(rows[0][0]), rows[0][1]]
        return found

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Rows of a statement that only reads."""
        rows: list[tuple[Any, ...]] = self._db.execute(sql, parameters).fetchall()
        return rows

    def forget(self, sha256: str) -> None:
        """Removes every row of one source."""
        with self._transaction():
            self._delete(sha256)

    def load(self, sha256: str, staging: Path, files: Mapping[str, Sequence[str]], records: int) -> Ledger:
        """Takes in what a child staged for one source; all of it or nothing. Returns the import ledger.

        Raises: DamagedCase if the records do not add up (nothing is taken in then).
        """
        with self._transaction():
            self._delete(sha256)
            kept = duplicates = 0
            for name, parts in files.items():
                paths = [str(staging / part) for part in parts]
                if name.endswith("+"):
                    self._load_also(TABLES[name[:-1]], paths, sha256)
                    continue
                load = self._load_unique if name in SAME else self._load_distinct
                inserted, repeated = load(TABLES[name], paths, sha256)
                kept += inserted if name != "quarantine" else 0
                duplicates += repeated
            ledger = self._ledger(sha256, records, kept, duplicates)
            self._db.execute("INSERT INTO loaded VALUES (?)", [sha256])
        return ledger

    def _ledger(self, sha256: str, records: int, kept: int, duplicates: int) -> Ledger:
        quarantined = self._one("SELECT count(*) FROM quarantine WHERE source_sha256 = ?", sha256)
        if kept + duplicates + quarantined != records:
            raise DamagedCase(
                f"The import does not add up: {records} records read, but {kept} kept, {duplicates} duplicates and "
                f"{quarantined} quarantined. Nothing was added. Please report this file."
            )
        flagged = sum(
            self._one(f"SELECT count(*) FROM {name} WHERE source_sha256 = ? AND len(flags) > 0", sha256)
            for name in ("posts", "documents")
        )
        reasons = self.query(
            "SELECT regexp_replace(reason, ?, '…', 'g') AS r, count(*) "
            "FROM quarantine WHERE source_sha256 = ? GROUP BY r ORDER BY 2 DESC, 1 LIMIT 20",
            [VALUES, sha256],
        )
        return Ledger(
            rows_in=records,
            kept=kept,
            duplicates=duplicates,
            quarantined=quarantined,
            flagged=flagged,
            reasons=dict(reasons),
        )

    def _load_unique(self, table: Table, paths: list[str], sha256: str) -> tuple[int, int]:
        """Main rows with an id: the first of each id is kept, equal ones are duplicates, others go to quarantine."""
        db, key = self._db, ", ".join(f'"{k}"' for k in table.key)
        same = ", ".join(f'"{c}"' for c in SAME[table.name]) or "0"
        db.execute("DROP TABLE IF EXISTS temp.twice")
        # Only ids that occur twice, here or in earlier sources, need a closer look; their hashes are few.
        db.execute(
            f"""
            CREATE TEMP TABLE twice AS
            WITH ids AS (SELECT hash({key}) AS id FROM read_parquet(?))
            SELECT id FROM ids GROUP BY id HAVING count(*) > 1
            UNION SELECT DISTINCT hash({key}) FROM "{table.name}" WHERE hash({key}) IN (SELECT id FROM ids)""",
            [paths],
        )
        db.execute("DROP TABLE IF EXISTS temp.repeated")
        db.execute(
            f"""
            CREATE TEMP TABLE repeated AS
            WITH both_sides AS (
                SELECT {key}, hash({same}) AS content, row_index, false AS old FROM read_parquet(?) WHERE hash({key}) IN (SELECT id FROM twice)
                UNION ALL
                SELECT {key}, hash({same}), row_index, true FROM "{table.name}" WHERE hash({key}) IN (SELECT id FROM twice)),
            ranked AS (
                SELECT *, row_number() OVER first_seen AS place, first_value(content) OVER first_seen AS first_content FROM both_sides
                WINDOW first_seen AS (PARTITION BY {key} ORDER BY old DESC, row_index ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW))
            SELECT row_index, content = first_content AS equal FROM ranked WHERE place > 1 AND NOT old""",
            [paths],
        )
        if table.name == "posts":
            self._explode(paths, sha256)
        rows = "SELECT * FROM read_parquet(?) WHERE row_index NOT IN (SELECT row_index FROM repeated)"
        inserted = self._insert(table, rows, paths, sha256)
        what = {"posts": "post", "documents": "document", "shares": "share"}[table.name]
        db.execute(
            f"""
            INSERT INTO quarantine BY NAME
            SELECT 'the id ' || '''' || "{table.key[0]}" || '''' || ' is already taken by a {what} with other content' AS reason,
                   left(concat_ws(' | ', {key}, {", ".join(f'"{c}"::VARCHAR' for c in SAME[table.name]) or "''"}), 2000) AS raw,
                   ? AS source_sha256, row_ref, row_index
            FROM read_parquet(?) WHERE row_index IN (SELECT row_index FROM repeated WHERE NOT equal)""",
            [sha256, paths],
        )
        return inserted, self._one("SELECT count(*) FROM repeated WHERE equal")

    def _load_distinct(self, table: Table, paths: list[str], sha256: str) -> tuple[int, int]:
        """Main rows without an id of their own: rows equal in every column are duplicates."""
        origin = {"source_sha256", "row_ref", "row_index"}
        content = ", ".join(f'"{n}"' for n in table.names if n not in origin)
        rows = "SELECT * FROM read_parquet(?)"
        if table.name != "quarantine":
            rows += f" QUALIFY row_number() OVER (PARTITION BY {content} ORDER BY row_index) = 1"
        inserted = self._insert(table, rows, paths, sha256)
        return inserted, self._one("SELECT count(*) FROM read_parquet(?)", paths) - inserted

    def _load_also(self, table: Table, paths: list[str], sha256: str) -> None:
        """Rows that came along with records: kept once each."""
        key = ", ".join(
            f'"{n}"' for n in table.names if n not in ("source_sha256", "row_ref", "row_index", "collected_at")
        )
        rows = "SELECT * FROM read_parquet(?)"
        if table.name in ("accounts", "objects"):
            rows += f" QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY row_index) = 1"
        self._insert(table, rows, paths, sha256)

    def _explode(self, paths: list[str], sha256: str) -> None:
        for kind, (objects, condition) in EXPLODED.items():
            self._db.execute(
                f"""
                INSERT INTO shares BY NAME
                SELECT account, '{kind}' AS "kind", unnest(list_distinct({objects})) AS "object", "at", at_precision, post,
                       ? AS source_sha256, row_ref, row_index
                FROM read_parquet(?) WHERE {condition} AND row_index NOT IN (SELECT row_index FROM repeated)""",
                [sha256, paths],
            )

    def _insert(self, table: Table, rows: str, paths: list[str], sha256: str) -> int:
        """Puts staged rows into a table and returns how many went in, as the database counts them."""
        columns = ", ".join(f'"{n}"' for n in table.names if n != "source_sha256")
        statement = f'INSERT INTO "{table.name}" BY NAME SELECT {columns}, ? AS source_sha256 FROM ({rows})'
        return self._one(statement, sha256, paths)

    def _delete(self, sha256: str) -> None:
        for name in (*TABLES, "loaded"):
            self._db.execute(f'DELETE FROM "{name}" WHERE source_sha256 = ?', [sha256])

    def _one(self, sql: str, *parameters: object) -> int:
        row = self._db.execute(sql, list(parameters)).fetchone()
        return int(row[0]) if row else 0

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        import duckdb

        try:
            self._db.execute("BEGIN")
            yield self._db
            self._db.execute("COMMIT")
        except duckdb.Error as error:
            self._undo()
            raise EngineFailed(
                f"The rows could not be stored ({_first(error)}). Nothing was added. "
                "Free disk space or memory and try again."
            ) from error
        except BaseException:
            self._undo()
            raise

    def _undo(self) -> None:
        import duckdb

        try:
            self._db.execute("ROLLBACK")
        except duckdb.Error:
            # A failed commit has already ended the transaction; the write-ahead log settles the rest on opening.
            return


def _first(error: Exception) -> str:
    return str(error).splitlines()[0][:200]
