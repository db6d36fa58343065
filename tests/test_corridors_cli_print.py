"""The commands that print, run on the toy catalogue."""

import toy_atlas
from typer.testing import CliRunner

from corridors.cli import main
from geodata.errors import InputError


def run(folder, *words):
    """Run a command on the toy catalogue; its result."""
    toy_atlas.write(folder)
    networks = [f"--network={mode}={folder / mode}.parquet" for mode in ("rail", "sea")]
    own = ["--catalogue", str(folder / "catalogue"), *networks]
    return CliRunner().invoke(main.app, [*words, *own])


def test_one_sheet_in_several_formats(tmp_path):
    files = [tmp_path / name for name in ("a.svg", "a.pdf", "a.png")]
    outputs = [word for file in files for word in ("-o", str(file))]
    result = run(tmp_path, "figure", "caspian", "--dpi", "50", "--lang", "ru", *outputs)
    assert result.exit_code == 0, result.output
    heads = [file.read_bytes()[:5] for file in files]
    assert heads == [b"<?xml", b"%PDF-", b"\x89PNG\r"]


def test_one_figure_per_corridor(tmp_path):
    folder = tmp_path / "each"
    result = run(
        tmp_path, "figure", "--each", str(folder), "--format", "pdf", "--size", "a4-portrait"
    )
    assert result.exit_code == 0, result.output
    assert sorted(file.name for file in folder.iterdir()) == ["caspian.pdf", "pontic.pdf"]


def test_a_deck(tmp_path):
    result = run(tmp_path, "deck", "-o", str(tmp_path / "a.pptx"), "--title", "Toy")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "a.pptx").read_bytes()[:2] == b"PK"


def test_a_wrong_format_is_refused_before_the_work(tmp_path):
    assert isinstance(run(tmp_path, "figure", "-o", "map.jpg").exception, InputError)
    wrong = run(tmp_path, "figure", "--each", str(tmp_path), "--format", "jpg")
    assert isinstance(wrong.exception, InputError)
    assert list(tmp_path.glob("*.svg")) == []


def test_options_reach_the_figure(tmp_path):
    odd = run(
        tmp_path, "figure", "caspian", "-o", str(tmp_path / "a.svg"), "--projection", "mercator"
    )
    assert isinstance(odd.exception, InputError)
    assert "albers" in str(odd.exception)
