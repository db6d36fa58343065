"""Routing over the embedded networks: ours beside scgraph, scipy and networkx."""

import json
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from geodata.network.file import read_network
from geodata.routing.router import Router
from tests.benchmarks.engines import SCGRAPH_ALGORITHMS, Networkx, Ours, Scgraph, scipy_engine
from tests.benchmarks.graph import CLOSED_COUNTRY, embedded, file_of
from tests.benchmarks.report import Bar, Cost, Table, clocked, shown, uncollected

PAIRS = 1000


MATRIX = 100


CLOSED_PAIRS = 100


HIERARCHY_LIMIT_S = 120


SAME_KM = 1e-3


# Name, engine, pairs routed, rows of the matrix, pairs routed once the country is closed.
PEERS = (
    ("scgraph C++", Scgraph, 100, MATRIX, CLOSED_PAIRS),
    ("scipy", scipy_engine, 100, MATRIX, 20),
    ("networkx", Networkx, 30, 4, 5),
)


@dataclass
class Figures:
    """What one engine did; costs by pair, and km to hold against the others'."""

    name: str
    build: Cost | None = None
    routes: list = field(default_factory=list)
    route_km: list = field(default_factory=list)
    matrix_s: float | None = None
    matrix_km: np.ndarray | None = None
    closing_s: float | None = None
    closed_km: list = field(default_factory=list)
    partly: bool = False
    notes: list = field(default_factory=list)

    def route_ms(self, share, *, of=None, cpu=False):
        """Return a quantile of the routes in ms, over the first `of` pairs."""
        return float(np.quantile([cost[cpu] for cost in self.routes[:of]], share)) * 1e3


def run():
    """Return a table by network, and one of how long the networks take to load."""
    return [loading(), *(side_by_side(mode) for mode in ("road", "rail"))]


def loading():
    """Time the reading of the embedded networks and the making of their routers."""
    rows, bars = [], []
    for mode in ("rail", "road", "sea"):
        runs = [_loaded(mode) for _ in range(5)]
        read_s, cpu_s, router_s = (statistics.median(run[at] for run in runs) for at in range(3))
        size = Path(file_of(mode)).stat().st_size
        cells = shown(read_s, "s"), shown(cpu_s, "s"), shown(router_s, "s"), shown(size / 1e6, "MB")
        rows.append((mode, *cells))
        bars.append(Bar(f"load {mode} network", read_s, 0.25, "s"))
    columns = ("network", "read", "of it processor", "router", "file")
    return Table("Loading the embedded networks, median of 5", columns, rows, bars=bars)


def _loaded(mode):
    network, cost = clocked(lambda: read_network(file_of(mode)))
    return cost.wall_s, cost.cpu_s, clocked(lambda: Router(network))[1].wall_s


def side_by_side(mode):
    """Hold the engines against each other on one network."""
    graph = embedded(mode)
    with uncollected():
        ours = _measured("ours", Ours, graph, (PAIRS, MATRIX, CLOSED_PAIRS))
        rivals = [_measured(name, make, graph, counts) for name, make, *counts in PEERS]
    hierarchy = _hierarchy(mode)
    peers = [rivals[0], hierarchy, *rivals[1:]]
    return Table(
        f"Routing on the embedded {mode} network: {graph.network.node_count:,} nodes, "
        f"{graph.network.edge_count:,} edges",
        ("", "ours", *(peer.name for peer in peers)),
        _rows(ours, peers),
        [*_notes(), *(note for peer in peers for note in peer.notes)],
        _bars(ours, peers) if mode == "road" else [],
        [fault for peer in peers for fault in _disagreements(ours, peer)],
    )


def _measured(name, make, graph, counts):
    pairs, rows, closed = counts
    engine, build = clocked(lambda: make(graph))
    figures = Figures(name, build, partly=rows < MATRIX or closed < CLOSED_PAIRS)
    _choose(engine, graph, figures)
    _route(engine, graph.pairs(PAIRS)[:pairs], figures)
    _matrix(engine, graph.pairs(MATRIX), rows, figures)
    _close(engine, graph, closed, figures)
    return figures


def _choose(engine, graph, figures):
    """Let scgraph use the fastest of its algorithms, as measured on ten pairs."""
    if not hasattr(engine, "algorithm"):
        return
    took = {}
    for engine.algorithm in SCGRAPH_ALGORITHMS:
        costs = [clocked(lambda p=p: engine.route(*p))[1].cpu_s for p in graph.pairs(10)]
        took[engine.algorithm] = statistics.median(costs)
    engine.algorithm = min(took, key=took.get)
    figures.notes.append(f"scgraph routes by {engine.algorithm}, the fastest of {', '.join(took)}")


def _route(engine, pairs, figures):
    engine.route(*pairs[0])
    for pair in pairs:
        (km, _), cost = clocked(lambda pair=pair: engine.route(*pair))
        figures.routes.append(cost)
        figures.route_km.append(km)


def _matrix(engine, pairs, rows, figures):
    sources, targets = zip(*pairs, strict=True)
    figures.matrix_km, cost = clocked(lambda: engine.matrix(sources[:rows], targets))
    figures.matrix_s = cost.wall_s * MATRIX / rows


def _close(engine, graph, count, figures):
    _, cost = clocked(lambda: engine.close(graph))
    pairs = graph.pairs(CLOSED_PAIRS, closed=True)[:count]
    found = [clocked(lambda pair=pair: engine.route(*pair)) for pair in pairs]
    figures.closed_km = [answer[0] for answer, _ in found]
    routed = sum(cost.wall_s for _, cost in found)
    figures.closing_s = cost.wall_s + routed * CLOSED_PAIRS / count


def _hierarchy(mode):
    """Route by scgraph's contraction hierarchy, where it is prepared within the limit."""
    figures = Figures("scgraph CH")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "figures.json"
        command = [sys.executable, "-m", "tests.benchmarks.hierarchy", mode, "100", str(out)]
        try:
            subprocess.run(command, check=True, timeout=HIERARCHY_LIMIT_S)
        except subprocess.TimeoutExpired:
            figures.notes.append(f"scgraph CH: not prepared within {HIERARCHY_LIMIT_S} s; stopped")
            return figures
        record = json.loads(out.read_text(encoding="utf-8"))
    figures.build = Cost(*record["prepared"])
    figures.routes = [Cost(*cost) for cost in record["cost"]]
    figures.route_km = record["km"]
    figures.notes.append("scgraph CH: to close a country it must be prepared again")
    return figures


def _rows(ours, peers):
    both = [ours, *peers]
    ms = ("ms", ours)
    return [
        ("build", *(_cell(e.build and e.build.wall_s, ours.build.wall_s, e is ours) for e in both)),
        ("pairs routed", *(str(len(e.routes)) for e in both)),
        ("route with line, median", *(_quantile(e, 0.5, *ms) for e in both)),
        ("  of it processor", *(_quantile(e, 0.5, *ms, cpu=True) for e in both)),
        ("route with line, p95", *(_quantile(e, 0.95, *ms) for e in both)),
        ("  of it processor", *(_quantile(e, 0.95, *ms, cpu=True) for e in both)),
        ("100 x 100 matrix", *(_cell(e.matrix_s, ours.matrix_s, e is ours, e.partly) for e in both)),
        (f"close {CLOSED_COUNTRY}, then 100 routes",
         *(_cell(e.closing_s, ours.closing_s, e is ours, e.partly) for e in both)),
    ]  # fmt: skip


def _cell(value, against, own, partly=False):  # noqa: FBT002
    if value is None:
        return "-"
    return ("~" if partly else "") + shown(value, "s", against=None if own else against)


def _quantile(engine, share, unit, ours, *, cpu=False):
    if not engine.routes:
        return "-"
    same = ours.route_ms(share, of=len(engine.routes), cpu=cpu)
    own = engine is ours
    return shown(engine.route_ms(share, cpu=cpu), unit, against=None if own else same)


def _notes():
    return [
        "(n x): how often ours goes into it, over the pairs that both routed",
        "~: from a part of the rows or routes, scaled up",
        f"peers' nodes are drawn by our code; lengths of all agree to {SAME_KM} km or a FAULT follows",
    ]


def _bars(ours, peers):
    # A busy machine slows all alike: ratios of processor time hold where the clock's do not.
    bars = [Bar("median route with line on road", ours.route_ms(0.5), 1.0, "ms")]
    for least, names in ((20, ("scgraph C++", "scgraph CH")), (200, ("networkx",))):
        for peer in (peer for peer in peers if peer.name in names and peer.routes):
            own = ours.route_ms(0.5, of=len(peer.routes), cpu=True)
            ratio = peer.route_ms(0.5, cpu=True) / own
            what = f"median route on road, {peer.name} / ours, processor"
            bars.append(Bar(what, ratio, least, "x", at_least=True))
    scgraph = next(peer for peer in peers if peer.name == "scgraph C++")
    what = f"close {CLOSED_COUNTRY}, then 100 routes on road"
    ratio = scgraph.closing_s / ours.closing_s
    return [
        *bars,
        Bar(what, ours.closing_s, 0.05, "s"),
        Bar(f"{what}, scgraph C++ / ours", ratio, 30, "x", at_least=True),
    ]


def _disagreements(ours, peer):
    pairs = {
        "routes": (ours.route_km, peer.route_km),
        f"routes without {CLOSED_COUNTRY}": (ours.closed_km, peer.closed_km),
        "matrix": (ours.matrix_km, [] if peer.matrix_km is None else peer.matrix_km),
    }
    for what, (mine, theirs) in pairs.items():
        if len(theirs):
            worst = float(np.abs(np.asarray(mine)[: len(theirs)] - theirs).max())
            if not worst <= SAME_KM:
                yield f"{what}: ours and {peer.name} differ by up to {worst:.4f} km"
