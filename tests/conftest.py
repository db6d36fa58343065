"""Fixtures for all tests: no network but loopback, a cache of their own, the shared real data."""

import os
import shutil
import socket
from pathlib import Path

import pytest

_LOOPBACK = ("127.", "localhost", "::1")


@pytest.fixture(autouse=True, scope="session")
def no_network():
    """Refuse every connection that leaves the machine."""
    connect = socket.socket.connect

    def guarded(self, address):
        host = str(address[0]) if isinstance(address, tuple) else ""
        if self.family != socket.AF_UNIX and not host.startswith(_LOOPBACK):
            message = f"a test tried to reach {address!r}"
            raise OSError(message)
        return connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory):
    """Keep the tests' cache out of the user's, and the width of the terminal out of the tests.

    Commands run as processes may keep their bytecode: else each compiles all modules anew.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CORRIDORS_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.delenv("CORRIDORS_NETWORK", raising=False)
        patch.delenv("COLUMNS", raising=False)
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        yield


@pytest.fixture(scope="session")
def shared():
    """The folder of shared real data; tests that need it skip where it is absent."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("CORRIDORS_SHARED", beside))
    if not (folder / "data").is_dir():
        pytest.skip(f"no shared data at {folder}; set CORRIDORS_SHARED")
    return folder


@pytest.fixture(scope="session")
def shipped():
    """The shipped atlas."""
    import corridors

    return corridors.load()


@pytest.fixture
def kept(shipped, monkeypatch):
    """Commands called in this process find the shipped atlas as it was read, with its networks."""
    import corridors

    load = corridors.load

    def kept_load(path=None, *, networks=None, hubs=()):
        own = path is not None or networks or hubs
        return load(path, networks=networks, hubs=hubs) if own else shipped

    monkeypatch.setattr(corridors, "load", kept_load)


@pytest.fixture(scope="session")
def shipped_traced(shipped):
    """All shipped corridors, traced once."""
    return shipped.trace()


@pytest.fixture(scope="session")
def shipped_ground(shipped_traced):
    """The shipped corridors as one graph, ready for scenarios."""
    from corridors.scenarios.run import ground_of

    return ground_of(shipped_traced)


@pytest.fixture(scope="session")
def shipped_page(shipped_traced, tmp_path_factory):
    """The saved page of the shipped atlas, as `corridors atlas` makes it; drawn once."""
    from maps import draw, with_planner

    page = with_planner(draw(shipped_traced), shipped_traced)
    return page.save(tmp_path_factory.mktemp("shipped") / "atlas.html")


@pytest.fixture(scope="session")
def node():
    """The path of Node; skips where there is none, for only maintainers of the page need it."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("node is not installed: what the page does alone was not tested")
    return found


SLOW = frozenset(
    {
        "test_cli_surroundings",
        "test_corridors_cli_print",
        "test_corridors_siting",
        "test_docs_example",
        "test_findings_shipped",
        "test_geodata_osm_fuzz",
        "test_geodata_osm_overpass",
        "test_geodata_osm_pbf",
        "test_geodata_routing",
        "test_graph_compact",
        "test_graph_shipped",
        "test_ledger_shipped",
        "test_maps_deck",
        "test_maps_figure",
        "test_maps_scripts",
        "test_page_planner",
        "test_partners_shipped",
        "test_readme",
        "test_same_bytes",
        "test_replays",
        "test_scenarios_shipped",
    }
)
"""Modules of tests that take seconds each; those that read the whole catalogue are slow too."""


def pytest_collection_modifyitems(config, items):
    """Mark what ``make quick`` leaves out, and leave out what only ``make full`` runs."""
    if "full" not in config.getoption("-m"):
        left_out = [item for item in items if item.get_closest_marker("full")]
        if left_out:
            config.hook.pytest_deselected(items=left_out)
            items[:] = [item for item in items if item not in left_out]
    for item in items:
        name = item.path.stem
        if name in SLOW or name.startswith("test_seeds"):
            item.add_marker(pytest.mark.slow)
