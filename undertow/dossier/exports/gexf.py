"""The network of accounts as GEXF, which Gephi and Gephi Lite open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from undertow.dossier.exports import Export, Outgoing
from undertow.dossier.exports._network import network

_DRAWN = ("x", "y", "size", "r", "g", "b")


class GEXF(Export):
    """Accounts and pairs with place, size, colour and days, as GEXF 1.3."""

    name = "gexf"
    title = "GEXF for Gephi and Gephi Lite: the network of accounts, with places, sizes, colours and days"

    def write(self, outgoing: Outgoing, folder: Path) -> Iterator[Path]:
        import networkx as nx

        graph = network(outgoing)
        for _, node in graph.nodes(data=True):
            x, y, size, red, green, blue = (node.pop(name) for name in _DRAWN)
            node["viz"] = {
                "position": {"x": x, "y": y, "z": 0.0},
                "size": size,
                "color": {"r": red, "g": green, "b": blue, "a": 1.0},
            }
        path = folder / "network.gexf"
        nx.write_gexf(graph, path, version="1.3")
        yield path
