"""Import speed on a large extract, beside osmium tags-filter, pyrosm, quackosm and GDAL.

    python tests/benchmarks/bench_osm_import.py make FOLDER big.osm.pbf --copies 60
    python tests/benchmarks/bench_osm_import.py run big.osm.pbf --peer pyrosm=PYTHON ...

``make`` lays copies of Liechtenstein, Andorra and Helsinki (``FOLDER``) side by side, each moved
by some degrees and renumbered, ids ascending; ``--spread 850`` gives them ids as far apart as
those of the whole planet, which is what costs libosmium's id filters memory. Needs osmium-tool.
``run`` puts the same question to each tool in a process of its own: the ways of rail alone, and
of rail and main roads, with their geometry; with ``--whole`` also what comes after it, a network
of ours and the whole import. CPU seconds and peak memory are the kernel's.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SOURCES = ("liechtenstein-latest", "andorra", "Helsinki")


RAIL = ("rail", "narrow_gauge", "construction", "proposed", "disused")


ROADS = tuple(
    f"{name}{link}"
    for name in ("motorway", "trunk", "primary", "secondary")
    for link in ("", "_link")
)


COLUMNS = 12


OURS = """
import sys
import numpy as np
import shapely
from geodata.osm.pbf import read_ways
from geodata.osm.tags import Rules
rules = [Rules(mode) for mode in sys.argv[2].split("+")]
for rule, extract in zip(rules, read_ways([sys.argv[1]], rules=rules)):
    ways = extract.ways
    row = np.minimum(np.searchsorted(ways.node_id, ways.refs), len(ways.node_id) - 1)
    known = ways.node_id[row] == ways.refs
    way = np.repeat(np.arange(len(ways.way_id)), np.diff(ways.offsets))[known]
    whole = np.bincount(way)[way] > 1
    _, way = np.unique(way[whole], return_inverse=True)
    lines = shapely.linestrings(ways.node_lonlat[row[known][whole]], indices=way)
    print(rule.mode, len(lines), "lines")
"""


NETWORK = """
import sys
from geodata.network.model import Meta
from geodata.osm.pbf import read_ways
from geodata.osm.tags import Rules
from geodata.osm.ways import network_of
from geodata.topology.contract import join_chains
rules = [Rules(mode) for mode in sys.argv[2].split("+")]
for rule, extract in zip(rules, read_ways([sys.argv[1]], rules=rules)):
    network = join_chains(network_of(extract.ways, mode=rule.mode, meta=Meta())[0])
    print(rule.mode, len(extract.ways.way_id), "ways", network)
"""


WHOLE = """
import sys
from geodata.osm.pbf import network_from, read_ways
from geodata.osm.tags import Rules
rules = [Rules(mode) for mode in sys.argv[2].split("+")]
for rule, extract in zip(rules, read_ways([sys.argv[1]], rules=rules)):
    print(network_from(extract, rules=rule))
"""


PYROSM = """
import sys, warnings
warnings.simplefilter("ignore")
import pyrosm
tags = {"railway": %(rail)r, "route": ["ferry"]}
if "road" in sys.argv[2]:
    tags["highway"] = %(roads)r
osm = pyrosm.OSM(sys.argv[1])
osm.clear_cache()  # what an earlier run left would be read instead of the file
found = osm.get_data_by_custom_criteria(custom_filter=tags, filter_type="keep", keep_nodes=False,
    keep_ways=True, keep_relations=False, tags_as_columns=["railway", "highway", "route", "gauge"])
print(len(found), "ways")
"""


QUACKOSM = """
import sys, tempfile, quackosm
tags = {"railway": %(rail)r, "route": ["ferry"]}
if "road" in sys.argv[2]:
    tags["highway"] = %(roads)r
with tempfile.TemporaryDirectory() as folder:
    path = quackosm.convert_pbf_to_parquet(sys.argv[1], tags_filter=tags, ignore_cache=True,
        working_directory=folder, verbosity_mode="silent")
    import pyarrow.parquet as pq
    print(pq.read_metadata(path).num_rows, "objects")
"""


GDAL = """
import sys, pyogrio
where = "railway IN " + repr(tuple(%(rail)r))
where += " OR other_tags LIKE '%%\\"route\\"=>\\"ferry\\"%%'"
if "road" in sys.argv[2]:
    where += " OR highway IN " + repr(tuple(%(roads)r))
found = pyogrio.read_dataframe(sys.argv[1], layer="lines", where=where)
print(len(found), "lines")
"""


PEERS = {"pyrosm": PYROSM, "quackosm": QUACKOSM, "gdal": GDAL}


def make(folder: Path, target: Path, *, copies: int, spread: int) -> None:
    """Write copies of real extracts as one sorted file."""
    with tempfile.TemporaryDirectory() as scratch:
        texts = [_opl(folder / f"{name}.osm.pbf", Path(scratch)) for name in SOURCES]
        node_base, way_base = [0], [0]
        for nodes, ways in texts * copies:
            node_base.append(node_base[-1] + len(nodes))
            way_base.append(way_base[-1] + len(ways))
        command = ["osmium", "cat", "-F", "opl", "-", "--overwrite", "-o", str(target)]
        command += ["--output-header", "sorting=Type_then_ID"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, text=True) as process:
            for i, (nodes, _) in enumerate(texts * copies):
                step = divmod(i // len(SOURCES), COLUMNS)
                process.stdin.writelines(_moved(nodes, node_base[i], spread, step))
            for i, (_, ways) in enumerate(texts * copies):
                process.stdin.writelines(_renumbered(ways, way_base[i], node_base[i], spread))
    print(
        f"{target}: {target.stat().st_size / 1e6:.0f} MB, {node_base[-1]:,} nodes, "
        f"{way_base[-1]:,} ways"
    )


def _opl(source: Path, scratch: Path) -> tuple[list[str], list[str]]:
    plain = scratch / f"{source.name}.renumbered.osm.pbf"
    subprocess.run(["osmium", "renumber", str(source), "--overwrite", "-o", str(plain)], check=True)
    return tuple(
        subprocess.run(
            ["osmium", "cat", str(plain), "-t", kind, "-f", "opl"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.splitlines()
        for kind in ("node", "way")
    )


def _moved(nodes, base, spread, step):
    for line in nodes:
        fields = line.split(" ")
        fields[0] = f"n{(int(fields[0][1:]) + base) * spread}"
        fields[-2] = f"x{float(fields[-2][1:]) + 2.0 * step[1] - COLUMNS:.7f}"
        fields[-1] = f"y{float(fields[-1][1:]) - step[0]:.7f}"
        yield " ".join(fields) + "\n"


def _renumbered(ways, base, node_base, spread):
    for line in ways:
        fields = line.split(" ")
        fields[0] = f"w{int(fields[0][1:]) + base}"
        refs = (int(ref[1:]) for ref in fields[-1][1:].split(",") if ref)
        fields[-1] = "N" + ",".join(f"n{(ref + node_base) * spread}" for ref in refs)
        yield " ".join(fields) + "\n"


def run(path: Path, peers: dict[str, str], *, whole: bool) -> None:
    """Print one line per tool and question."""
    size = path.stat().st_size / 1e6
    print(f"{path.name}, {size:.0f} MB")
    for question in ("rail", "rail+road"):
        commands = {"ours": [sys.executable, "-c", OURS, str(path), question]}
        if whole:
            commands["ours, as a network"] = [sys.executable, "-c", NETWORK, str(path), question]
            commands["ours, whole import"] = [sys.executable, "-c", WHOLE, str(path), question]
        commands["osmium tags-filter"] = _tags_filter(path, question)
        for name, python in peers.items():
            code = PEERS[name] % {"rail": list(RAIL), "roads": list(ROADS)}
            commands[name] = [python, "-c", code, str(path), question]
        base = 0.0
        for name, command in commands.items():
            wall, cpu, peak, code, said = _measured(command)
            base = cpu if name == "osmium tags-filter" else base
            print(
                f"{question:10} {name:20} wall {wall:6.1f} s  cpu {cpu:6.1f} s  peak {peak:6.0f} MB"
                f"  {size / wall:5.1f} MB/s  {'' if code == 0 else f'FAILED {code} '}{said}",
                flush=True,
            )


def _tags_filter(path: Path, question: str) -> list[str]:
    wanted = [f"w/railway={','.join(RAIL)}", "w/route=ferry"]
    wanted += [f"w/highway={','.join(ROADS)}"] if "road" in question else []
    target = Path(tempfile.gettempdir()) / "bench-tags-filter.osm.pbf"
    return ["osmium", "tags-filter", str(path), *wanted, "--overwrite", "-o", str(target)]


def _measured(command):
    with tempfile.TemporaryFile() as out:
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=out, stderr=out)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - start
        out.seek(0)
        said = out.read().decode(errors="replace").strip().splitlines()
    return (
        wall,
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss / 1024.0,
        process.returncode,
        "; ".join(said[-2:])[-120:],
    )


def main() -> None:
    """Make an extract or run the comparison."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    maker = commands.add_parser("make")
    maker.add_argument("folder", type=Path)
    maker.add_argument("target", type=Path)
    maker.add_argument("--copies", type=int, default=60)
    maker.add_argument("--spread", type=int, default=1)
    runner = commands.add_parser("run")
    runner.add_argument("path", type=Path)
    runner.add_argument(
        "--peer",
        action="append",
        default=[],
        metavar="NAME=PYTHON",
        help=f"one of {', '.join(PEERS)} and the Python that has it",
    )
    runner.add_argument("--whole", action="store_true", help="measure the whole import too")
    given = parser.parse_args()
    if given.command == "make":
        make(given.folder, given.target, copies=given.copies, spread=given.spread)
    else:
        run(given.path, dict(pair.split("=", 1) for pair in given.peer), whole=given.whole)


if __name__ == "__main__":
    main()
