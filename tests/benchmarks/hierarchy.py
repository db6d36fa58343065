"""scgraph's contraction hierarchy, in a process of its own: `... hierarchy MODE PAIRS OUT.json`.

Its preparation answers to no signal and cannot be stopped from within, so the caller sets the
limit; a closed arc means preparing it again.
"""

import json
import sys
from pathlib import Path

from tests.benchmarks.engines import Scgraph
from tests.benchmarks.graph import embedded
from tests.benchmarks.report import clocked, uncollected


def main(mode, count, out):
    """Prepare, route, and write costs and lengths."""
    graph = embedded(mode)
    peer = Scgraph(graph)
    _, prepared = clocked(peer.kit.create_contraction_hierarchy)
    peer.algorithm = "contraction_hierarchy"
    pairs = graph.pairs(int(count))
    peer.route(*pairs[0])
    with uncollected():
        runs = [clocked(lambda pair=pair: peer.route(*pair)) for pair in pairs]
    record = {
        "prepared": prepared,
        "km": [answer[0] for answer, _ in runs],
        "cost": [cost for _, cost in runs],
    }
    Path(out).write_text(json.dumps(record), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
