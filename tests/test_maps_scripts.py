"""The page's script and style belong to their sources; the rest is tested where Node is there."""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import maps

HOME = Path(maps.__file__).parent / "page"


SOURCE, BUILT = HOME / "src", HOME / "assets"


NAMES = ("boot.js", "page.js", "atlas.css", "story.css")


@pytest.fixture
def node():
    """The path of Node; skips where there is none, for only maintainers of the page need it."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("node is not installed: the page's own unit tests were left out")
    return found


def sources():
    """Every file that `build.js` hashes, with its name."""
    kept = ("js", "css")
    names = [
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*")
        if path.suffix[1:] in kept or path.name == "package-lock.json"
    ]
    return sorted(name for name in names if "node_modules/" not in name)


def digest():
    text = b"".join(f"{name}\n".encode() + (SOURCE / name).read_bytes() for name in sources())
    return hashlib.sha256(text).hexdigest()


@pytest.mark.parametrize("name", NAMES)
def test_the_built_file_belongs_to_its_sources(name):
    head = (BUILT / name).read_text(encoding="utf-8").splitlines()[0]
    told = re.fullmatch(r"/\* Built by make page from sources of sha256 ([0-9a-f]{64}) \*/", head)
    assert told, f"{name} does not tell its sources: run make page"
    assert told[1] == digest(), f"{name} is older than maps/page/src: run make page"


def test_building_again_gives_the_same_bytes(node, tmp_path):
    if not (SOURCE / "node_modules" / "esbuild").is_dir():
        pytest.skip("esbuild is not installed (make page): the page was not built again")
    subprocess.run([node, SOURCE / "build.js", tmp_path], check=True)
    assert {name: (tmp_path / name).read_bytes() for name in NAMES} == {
        name: (BUILT / name).read_bytes() for name in NAMES
    }
