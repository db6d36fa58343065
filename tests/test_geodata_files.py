"""Outputs appear whole or not at all; seeds and TOML are read in one place."""

import os
import platform
import stat
import subprocess
import sys
import zlib
from contextlib import contextmanager

import geopandas
import numpy as np
import pytest

from corridors.output.files import write_csv
from geodata.errors import InputError
from geodata.files import (
    atomic,
    read_toml,
    require_writable,
    require_writable_folder,
    seed,
)
from geodata.layer_files import write_geopackage, write_layer

resource = pytest.importorskip("resource")


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    target = tmp_path / "a.txt"
    target.write_text("old")

    def write():
        with atomic(target) as temporary:
            temporary.write_text("ne")
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        write()
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("a.txt", "old")]


def test_the_umask_is_honoured_and_the_suffix_kept(tmp_path):
    before = os.umask(0o077)
    try:
        with atomic(tmp_path / "new" / "m.html") as temporary:
            assert temporary.suffix == ".html"
            temporary.write_text("x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new" / "m.html").stat().st_mode) == 0o600


def test_a_link_goes_on_naming_its_file(tmp_path):
    (tmp_path / "there").mkdir()
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "there" / "file.txt")
    with atomic(link) as temporary:
        temporary.write_text("x")
    assert link.is_symlink()
    assert (tmp_path / "there" / "file.txt").read_text() == "x"


def test_what_is_no_regular_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_text("")
    for path, reason in (
        (tmp_path, "is a folder"),
        (tmp_path / "pipe", "is no regular file"),
        ("/dev/null", "is no regular file"),
        (tmp_path / "file" / "x.csv", "is a file, not a folder"),
        (tmp_path / ("n" * 300), "file name too long"),
    ):
        with pytest.raises(InputError, match=f"cannot be written: .*{reason}"):
            require_writable(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_the_right_to_write(tmp_path):
    tmp_path.chmod(0o555)
    with pytest.raises(InputError, match="permission denied"):
        require_writable(tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"a = ", " · end of document: is no TOML: .*mend the syntax"),
        (b"b = 1\na == 1", " · line 2, column 4: is no TOML: .*mend the syntax"),
        (b"a = '\xff'", " · byte 5: is not UTF-8"),
        (b"a = " + b"9" * 5000, ": holds a number that is too long"),
        (b"a = " + b"[" * 5000 + b"]" * 5000, ".*(nested too deeply|is no TOML)"),
    ],
)
def test_toml_that_cannot_be_read_is_one_message(tmp_path, text, reason):
    file = tmp_path / "a.toml"
    file.write_bytes(text)
    with pytest.raises(InputError, match=f"a.toml{reason}"):
        read_toml(file)


def test_toml_with_a_byte_order_mark(tmp_path):
    file = tmp_path / "a.toml"
    file.write_bytes(b"\xef\xbb\xbfa = 1")
    assert read_toml(file) == {"a": 1}


def test_a_seed_is_a_file():
    assert seed("rules", "sco.toml").is_file()


def test_what_a_dead_process_left_is_removed_and_what_a_living_one_writes_is_not(tmp_path):
    target = tmp_path / "m.gpkg"
    code = (
        "import os, sys; from geodata.files import atomic\n"
        "with atomic(sys.argv[1]) as t:\n"
        "    t.write_text('half'); t.with_name(t.name + '-journal').write_text('j')\n"
        "    print(os.getpid(), flush=True); sys.stdin.readline(); os.kill(os.getpid(), 9)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(target)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        other.stdout.readline()
        with atomic(target) as temporary:
            temporary.write_text("one")
        assert sorted(each.suffix for each in tmp_path.iterdir()) == [
            ".gpkg",
            ".gpkg",
            ".gpkg-journal",
        ]
        other.communicate(b"\n")
    with atomic(target) as temporary:
        temporary.write_text("two")
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("m.gpkg", "two")]


def test_files_of_others_that_look_alike_stay(tmp_path):
    names = [".m~x.gpkg", ".m.4194399.gpkg", ".m~00000000-4194399-0.gpkg", "m~1.gpkg"]
    for name in names:
        (tmp_path / name).write_text("")
    with atomic(tmp_path / "m.gpkg") as temporary:
        temporary.write_text("")
    assert {each.name for each in tmp_path.iterdir()} == {*names, "m.gpkg"}


def test_two_writers_of_one_process_do_not_meet(tmp_path):
    with atomic(tmp_path / "a") as one, atomic(tmp_path / "a") as two:
        one.write_text("1")
        two.write_text("2")
    assert (tmp_path / "a").read_text() == "1"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no limit for a file")
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.97, 0.999])
@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".kml", ".csv"])
def test_a_disk_that_takes_a_part_only_leaves_the_old_file(tmp_path, suffix, share):
    target = tmp_path / f"a{suffix}"
    write_layers(target, suffix)
    size = target.stat().st_size
    target.write_bytes(b"old")
    with full_at(int(size * share)), pytest.raises(InputError, match=r"a\.\w+: cannot be written"):
        write_layers(target, suffix)
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [
        (target.name, b"old")
    ]


def write_layers(target, suffix):
    """Write a layer of some hundred kB in the format of a suffix."""
    points = geopandas.points_from_xy(*np.random.default_rng(5).uniform(-80, 80, (2, 2000)))
    layer = geopandas.GeoDataFrame({"Name": ["Aktau"] * 2000}, geometry=points, crs="EPSG:4326")
    if suffix == ".gpkg":
        write_geopackage({"one": layer, "two": layer}, target)
    elif suffix == ".csv":
        write_csv(layer, target)
    else:
        write_layer(layer, target, driver={".kml": "KML"}.get(suffix, "GeoJSON"), name="one")


@contextmanager
def full_at(size):
    """Let no file grow beyond a size, as on a disk that is nearly full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("check", [require_writable, require_writable_folder])
def test_a_loop_of_links_cannot_be_written(tmp_path, check):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(InputError, match="a: cannot be written: too many levels"):
        check(tmp_path / "a")


def test_a_cache_is_swept_once_a_process(tmp_path):
    """Of what dead processes of this machine left, whatever they wrote."""
    with subprocess.Popen([sys.executable, "-c", ""]) as dead:
        dead.wait()
    host = f"{zlib.crc32(platform.node().encode()):08x}"
    kept = [f".b~{host}-{os.getpid()}-7.way", f".b~00000000-{dead.pid}-0.way", "b.way"]
    for name in [*kept, f".b~{host}-{dead.pid}-0.way", f".c~{host}-{dead.pid}-1"]:
        (tmp_path / name).write_text("")
    with atomic(tmp_path / "a.way", durable=False) as temporary:
        temporary.write_text("whole")
    assert {each.name for each in tmp_path.iterdir()} == {*kept, "a.way"}
    assert (tmp_path / "a.way").read_text() == "whole"
