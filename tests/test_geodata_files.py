"""Outputs appear whole or not at all; seeds and TOML are read in one place."""

import os
import stat

import pytest

from geodata.errors import InputError
from geodata.files import atomic, read_toml, require_writable, seed


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
        (b"a = ", "is no TOML"),
        (b"a = '\xff'", "is not UTF-8"),
        (b"a = " + b"9" * 5000, "is no TOML"),
        (b"a = " + b"[" * 5000 + b"]" * 5000, "nested too deeply|is no TOML"),
    ],
)
def test_toml_that_cannot_be_read_is_one_message(tmp_path, text, reason):
    file = tmp_path / "a.toml"
    file.write_bytes(text)
    with pytest.raises(InputError, match=f"a.toml: .*({reason})"):
        read_toml(file)


def test_toml_with_a_byte_order_mark(tmp_path):
    file = tmp_path / "a.toml"
    file.write_bytes(b"\xef\xbb\xbfa = 1")
    assert read_toml(file) == {"a": 1}


def test_a_seed_is_a_file():
    assert seed("rules", "sco.toml").is_file()
