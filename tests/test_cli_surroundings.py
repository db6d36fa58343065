"""Commands as real processes: on any console, cut short, stopped, without a home or a disk."""

import datetime as dt
import io
import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
import toy_atlas

from corridors.cli import main, streams
from geodata.errors import InputError
from geodata.network.build import from_lines
from geodata.network.file import write_network
from geodata.network.model import Meta
from geodata.routing.router import ordered
from maps.slides import package

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals and pipes of POSIX")

SLEEPER = """
import os, sys, time
from corridors.cli import main
from geodata.network.build import from_lines
from geodata.network.file import write_network
from geodata.network.model import Meta
from geodata.routing.router import ordered
from corridors.output import files
from geodata.files import atomic

def export(traced, path):
    with atomic(path) as temporary:
        temporary.write_text("half")
        print("writing", file=sys.stderr, flush=True)
        time.sleep(60)

files.export = export
sys.argv[0] = "corridors"
main.main()
"""

NOISY = """
import os, sys
from corridors.cli import main
from geodata.network.build import from_lines
from geodata.network.file import write_network
from geodata.network.model import Meta
from geodata.routing.router import ordered
from corridors.definitions import tables

known = tables.json_schema

def json_schema():
    os.write(1, b"Running HiGHS 1.16\\n")
    return known()

tables.json_schema = json_schema
sys.argv[0] = "corridors"
main.main()
"""


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("toy")
    toy_atlas.write(folder)
    road = from_lines([[(80.3, 44.2), (51.2, 43.6)]], mode="road", meta=Meta(licence="MIT"))
    write_network(ordered(road), folder / "road.parquet")
    return folder


def start(*words, code=None, env=None, **options):
    """Start a command as a process of its own."""
    known = {"PYTHONUTF8": "0", "COLUMNS": "120", **(env or {})}
    here = {key: value for key, value in {**os.environ, **known}.items() if value is not None}
    what = ["-c", code] if code else ["-m", "corridors.cli.main"]
    argv = [sys.executable, *what, *map(str, words)]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.Popen(argv, env=here, **streams)


def run(*words, **options):
    """Run a command; returns (exit code, stdout, stderr) as bytes."""
    with start(*words, **options) as process:
        out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def on(toy):
    """Options that let a command work on the toy."""
    modes = ("rail", "road", "sea")
    own = [f"--network={mode}={toy / mode}.parquet" for mode in modes]
    return ["--catalogue", toy / "catalogue", *own, *(f"--network={mode}=none" for mode in modes)]


@pytest.fixture
def called(monkeypatch, capfd):
    """Call a command in this process on a console of an encoding; (code, bytes, stderr)."""

    def call(*words, encoding="utf-8"):
        console = io.BytesIO()
        monkeypatch.setattr(sys, "argv", ["corridors", *map(str, words)])
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(console, encoding, newline="\n"))
        with pytest.raises(SystemExit) as ended:
            main.main()
        captured = capfd.readouterr()
        assert captured.out == ""  # native code writes there
        return ended.value.code or 0, console.getvalue(), captured.err

    return call


@pytest.mark.parametrize("encoding", ["cp1251", "cp1252", "ascii"])
def test_a_console_that_lacks_letters_shows_all_others_and_says_so(toy, called, encoding):
    words = ["show", "altynkol", "--catalogue", toy / "catalogue"]
    _, full, _ = called(*words)
    code, out, err = called(*words, encoding=encoding)
    expected = full.decode().encode(encoding, "replace")
    assert (code, out) == (0, expected)
    lost = {a for a, b in zip(full.decode(), expected.decode(encoding), strict=True) if a != b}
    assert bool(lost) == (f"{len(lost)} letters that {encoding} lacks" in err)
    assert encoding == "cp1251" or "А" in lost


@pytest.mark.parametrize("encoding", ["cp1251", "ascii", "utf-8"])
def test_json_keeps_every_letter_on_any_console(toy, called, encoding):
    words = ["show", "altynkol", "--json", "--catalogue", toy / "catalogue"]
    code, out, err = called(*words, encoding=encoding)
    assert (code, err) == (0, "")
    assert "Алтынколь" in json.dumps(json.loads(out.decode(encoding)), ensure_ascii=False)


def test_b14_a_redirected_console_of_windows():
    code, out, err = run("show", "urumqi", env={"PYTHONIOENCODING": "cp1252"})
    assert (code, out.splitlines()[:2]) == (
        0,
        [b"Urumqi (urumqi), city, CN", b"Urumqi / ?????? / ???? / ??????"],
    )
    assert b"letters that cp1252 lacks are shown as ?" in err


def test_a_folder_in_cyrillic_in_the_locale_c(toy, tmp_path):
    target = tmp_path / "карта и ещё.csv"
    code, out, err = run(
        "export", "-o", target, *on(toy), env={"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}
    )
    assert (code, err) == (0, b"")
    assert out == os.fsencode(target) + b"\n"
    assert target.is_file()


@POSIX
@pytest.mark.parametrize("words", [["schema"], ["list"], ["--help"]])
def test_a_reader_that_goes_away_ends_the_command_in_silence(words):
    reader, writer = os.pipe()
    os.close(reader)
    code, _, err = run(*words, stdout=writer)
    os.close(writer)
    assert (code, err) == (128 + signal.SIGPIPE, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_behind_stdout_is_one_line():
    with Path("/dev/full").open("wb") as full:
        code, _, err = run("list", stdout=full)
    assert (code, err) == (2, b"error: standard output: no space left on device\n")


@POSIX
@pytest.mark.parametrize(
    ("number", "message"),
    [
        (signal.SIGINT, "interrupted"),
        (signal.SIGTERM, "ended by signal 15"),
        (1, "ended by signal 1"),  # a terminal that is closed
    ],
)
def test_a_signal_ends_a_command_in_one_line_and_leaves_nothing(toy, tmp_path, number, message):
    heard = partial(signal.signal, number, signal.SIG_DFL)  # under nohup a child is deaf to it
    with start(
        "export", "-o", tmp_path / "legs.csv", *on(toy), code=SLEEPER, preexec_fn=heard
    ) as process:
        assert process.stderr.readline() == b"writing\n"
        process.send_signal(number)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err.decode()) == (128 + number, f"error: {message}\n")
    assert list(tmp_path.iterdir()) == []


def test_what_native_code_prints_does_not_get_between_the_lines():
    code, out, err = run("schema", code=NOISY)
    assert (code, err) == (0, b"Running HiGHS 1.16\n")
    assert "$defs" in json.loads(out)


COMMANDS = [
    "list",
    "show caspian",
    "show aktau",
    "check",
    "lengths",
    "lengths --by country",
    "route altynkol aktau",
    "route altynkol aktau --mode any",
    "ledger caspian",
    "rates",
    "validate",
    "match",
    "sources",
    "stale",
    "schema",
    "hubs list",
    "hubs join caspian",
    "coverage caspian",
]


def _asked(toy, words):
    name, *rest = words.split()
    if name == "schema":
        return [name]
    if name in {"list", "check", "sources", "stale"}:
        return [name, *rest, "--json", "--catalogue", toy / "catalogue"]
    return [name, *rest, "--json", *([] if name == "rates" else on(toy))]


@pytest.mark.parametrize("words", COMMANDS)
def test_json_is_one_document_and_nothing_else(toy, called, words):
    code, out, _ = called(*_asked(toy, words))
    assert code == (1 if words == "check" else 0)
    assert isinstance(json.loads(out), dict)


@pytest.mark.parametrize(
    "words",
    [
        "route altynkol aktau --mode any",
        "site --sites 1 --by straight --within-km 50 --min-population 3000000",
    ],
)
def test_json_of_a_process_holds_nothing_of_native_code(toy, words):
    code, out, err = run(*_asked(toy, words))
    assert (code, b"Traceback" in err) == (0, False), err.decode()
    assert isinstance(json.loads(out), dict)


def test_without_a_home_and_without_a_cache(toy, tmp_path):
    bare = {"HOME": None, "XDG_CACHE_HOME": None, "CORRIDORS_CACHE": None}
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    answers = [
        run("lengths", "--json", *on(toy), env=env, cwd=tmp_path)
        for env in (bare, {"CORRIDORS_CACHE": str(blocked)}, {"CORRIDORS_CACHE": str(tmp_path)})
    ]
    assert [answer[0] for answer in answers] == [0, 0, 0], answers
    assert len({answer[1] for answer in answers}) == 1
    assert {each.name for each in tmp_path.iterdir()} <= {"file", "traces", "events"}


def test_a_damaged_cache_changes_no_answer_and_stops_no_command(toy, tmp_path):
    words = ["lengths", "--json", *on(toy)]
    cache = {"CORRIDORS_CACHE": str(tmp_path)}
    cold = run(*words, env=cache)
    entries = sorted(each for each in tmp_path.rglob("*") if each.is_file())
    for number, entry in enumerate(entries):
        data = entry.read_bytes()
        middle = len(data) // 2
        flipped = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
        entry.write_bytes([b"", data[:-9], flipped, b"x" * 40][number % 4])
    assert cold[0] == 0
    assert run(*words, env=cache) == cold
    assert run(*words, env=cache) == cold


def test_two_processes_at_once_agree(toy, tmp_path):
    words = ["lengths", "--json", *on(toy)]
    both = [start(*words, env={"CORRIDORS_CACHE": str(tmp_path)}) for _ in range(2)]
    outs = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert outs[0] == outs[1]
    kept = {each.suffix for each in tmp_path.rglob("*") if each.is_file()}
    assert kept <= {".way", ".json"}


WRITERS = [
    "map -o",
    "brief -o",
    "figure -o",
    "deck -o",
    "export -o",
    "atlas -o",
    "figure --each",
    "osm import x.osm.pbf -o",
    "osm import x.osm.pbf --facilities",
    "osm fetch caspian -o",
    "network import x.gpkg -o",
    "draft x.geojson -o",
    "ledger caspian --chart",
    "ledger caspian --sheet",
    "scenario x --chart",
    "scenario x --results",
    "coverage --map",
    "site --sites 1 --chart",
    "match -o",
    "validate -o",
    "findings -o",
    "replays -o",
    "hubs import x.csv -o",
    "importance -o",
]


def in_the_way(folder, option, kind):
    """What stands where a command is to write, and what is said of it."""
    is_folder = option.endswith("--each") or option.startswith("atlas")
    there = folder / "there"
    if kind == "taken":
        there.touch() if is_folder else there.mkdir()
        return there, "is no folder" if is_folder else "is a folder"
    there.touch()
    return there / "x.csv", f"{there} is a file, not a folder"


@pytest.mark.parametrize("kind", ["taken", "within a file"])
@pytest.mark.parametrize("option", WRITERS)
def test_what_cannot_be_written_is_told_before_the_work(
    called, tmp_path, option, kind, monkeypatch
):
    import corridors

    monkeypatch.setattr(corridors, "load", lambda *_, **__: pytest.fail("the work began"))
    target, said = in_the_way(tmp_path, option, kind)
    code, _, err = called(*option.split(), target)
    assert (code, err) == (2, f"error: {target}: cannot be written: {said}\n")


@pytest.mark.parametrize(
    ("flags", "free", "said"),
    [(os.ST_RDONLY, 9, "read-only file system"), (0, 0, "no space left on device")],
)
@POSIX
def test_a_disk_that_takes_nothing_is_told_before_the_work(
    called, tmp_path, monkeypatch, flags, free, said
):
    disk = os.statvfs(tmp_path)
    changed = os.statvfs_result([*disk[:4], free, *disk[5:8], flags, disk[9]])
    monkeypatch.setattr(os, "statvfs", lambda _: changed)
    code, _, err = called("map", "-o", tmp_path / "m.html")
    assert (code, err) == (2, f"error: {tmp_path / 'm.html'}: cannot be written: {said}\n")


def test_b15_a_folder_in_the_way_as_a_process(tmp_path):
    (tmp_path / "folder.html").mkdir()
    code, out, err = run("map", "baku-tbilisi-kars", "-o", "folder.html", cwd=tmp_path)
    assert (code, out) == (2, b"")
    assert err == b"error: folder.html: cannot be written: is a folder\n"


@pytest.mark.parametrize(
    ("typed", "offered"), [("corridors le", "lengths\nledger\n"), ("corridors hubs jo", "join\n")]
)
def test_the_shell_completes_commands_and_is_told_nothing_else(typed, offered):
    asked = {
        "_CORRIDORS_COMPLETE": "complete_bash",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(typed.count(" ")),
    }
    program = "import sys; sys.argv[0] = 'corridors'; from corridors.cli import main; main.main()"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **asked},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == (offered, "")


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["hubs", "list", "--country", "uzbekstan"], "no country 'uzbekstan' (did you mean 'UZ'?)"),
        (["hubs", "list", "--country", "Кыргызстн,uz"], "did you mean 'KG'?"),
        (["failures", "trans-caspain"], "'trans-caspian'"),
        (["lengths", "trans-caspain"], "'trans-caspian'"),
        (["site", "--objective", "covrage"], "did you mean 'coverage'?"),
        (["site", "--by", "tim"], "use one of road, straight"),
    ],
)
def test_a_word_that_names_nothing_is_answered_by_the_nearest_that_does(arguments, hint):
    done = subprocess.run(
        [sys.executable, "-m", "corridors.cli.main", *arguments],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert hint in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("words", ["map", "brief", "osm import x.osm.pbf", "coverage --map"])
def test_a_name_of_another_kind_of_file_is_refused_before_the_work(called, tmp_path, words):
    option = [] if words.endswith("--map") else ["-o"]
    code, _, err = called(*words.split(), *option, tmp_path / "x.gpkg")
    assert code == 2
    assert err.startswith(f"error: {tmp_path}/x.gpkg: unknown format '.gpkg' (use one of .")


@POSIX
@pytest.mark.parametrize("stream", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_streams_are_no_files_to_write_whatever_they_lead_to(called, stream):
    code, _, err = called("map", "-o", stream)
    assert (code, err) == (2, f"error: {stream}: cannot be written: is no regular file\n")


@POSIX
def test_what_a_command_is_told_to_ignore_does_not_end_it(monkeypatch):
    monkeypatch.setattr(signal, "getsignal", lambda _: signal.SIG_IGN)
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with streams.stoppable():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_slides_want_a_clock_that_is_set(monkeypatch):
    monkeypatch.setattr("time.localtime", lambda *_: time.gmtime(0))
    with pytest.raises(InputError, match="clock of this machine stands before 1980"):
        package.packed(None, dt.datetime(2026, 1, 1))  # noqa: DTZ001
