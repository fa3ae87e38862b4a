"""The network of accounts as GraphML, for igraph, yEd, Cytoscape and Gephi."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from undertow.dossier.exports import Export, Outgoing
from undertow.dossier.exports._network import network


class GraphML(Export):
    """Accounts and pairs; place, size and colour are plain columns."""

    name = "graphml"
    title = "GraphML for igraph, yEd, Cytoscape and Gephi: the network of accounts"

    def write(self, outgoing: Outgoing, folder: Path) -> Iterator[Path]:
        import networkx as nx

        path = folder / "network.graphml"
        nx.write_graphml(network(outgoing), path)
        yield path
