"""The page's script and style belong to their sources; the rest is tested where Node is there."""

import hashlib
import re
import subprocess
from pathlib import Path

import pytest

import maps

HOME = Path(maps.__file__).parent / "page"


BUILT = HOME / "assets"


NAMES = ("boot.js", "page.js", "atlas.css", "story.css")


def sources():
    """Every file that `build.js` hashes, by its name."""
    written = [path for path in (HOME / "src").rglob("*") if path.suffix in {".js", ".css"}]
    found = [*written, HOME / "build.js", HOME / "package-lock.json"]
    return {path.relative_to(HOME).as_posix(): path.read_bytes() for path in found}


def digest():
    texts = (f"{name}\n".encode() + text for name, text in sorted(sources().items()))
    return hashlib.sha256(b"".join(texts)).hexdigest()


@pytest.mark.parametrize("name", NAMES)
def test_the_built_file_belongs_to_its_sources(name):
    head = (BUILT / name).read_text(encoding="utf-8").splitlines()[0]
    told = re.fullmatch(r"/\* Built by make page from sources of sha256 ([0-9a-f]{64}) \*/", head)
    assert told, f"{name} does not tell its sources: run make page"
    assert told[1] == digest(), f"{name} is older than maps/page/src: run make page"


def test_building_again_gives_the_same_bytes(node, tmp_path):
    if not (HOME / "node_modules" / "esbuild").is_dir():
        pytest.skip("esbuild is not installed (make page): the page was not built again")
    subprocess.run([node, HOME / "build.js", tmp_path], check=True)
    assert {name: (tmp_path / name).read_bytes() for name in NAMES} == {
        name: (BUILT / name).read_bytes() for name in NAMES
    }


def test_the_units_of_the_page(node):
    tests = sorted((Path(__file__).parent / "page").glob("*.test.mjs"))
    assert len(tests) >= 4
    done = subprocess.run([node, "--test", *tests], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
