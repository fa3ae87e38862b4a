"""The findings as Parquet, for notebooks and databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from undertow.dossier.exports import Export, Outgoing
from undertow.dossier.exports._tables import sheets


class Parquet(Export):
    """One file per table: findings, evidence, sources, events."""

    name = "parquet"
    title = "Parquet for notebooks and databases: findings, evidence, sources, events"

    def write(self, outgoing: Outgoing, folder: Path) -> Iterator[Path]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        types = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64()}
        for sheet in sheets(outgoing):
            schema = pa.schema([(name, types[kind]) for name, kind in sheet.columns])
            rows = [dict(zip(schema.names, row, strict=True)) for row in sheet.rows]
            path = folder / f"{sheet.name}.parquet"
            pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)
            yield path
