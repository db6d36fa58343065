"""The two streams of a command: ours alone on stdout, every letter told of, no tracebacks."""

from __future__ import annotations

import codecs
import io
import logging
import os
import signal
import sys
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NoReturn, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

READER_GONE = 128 + 13
"""The exit code of a program whose reader closed the pipe, as the shell tells of SIGPIPE."""


class Stopped(BaseException):
    """Somebody ended the command by a signal; no handler of errors is to stop that."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number
        self.told = "interrupted" if number == signal.SIGINT else f"ended by signal {number}"


def tell(text: str, *, end: str = "\n") -> None:
    """Write a line to stdout; a reader that is gone ends the command in silence."""
    try:
        sys.stdout.write(text + end)
        if sys.stdout.isatty():
            sys.stdout.flush()
    except BrokenPipeError as error:
        raise SystemExit(READER_GONE) from error
    except OSError as error:
        raise OSError(error.errno, error.strerror, "standard output") from error


def warn(text: str, *, end: str = "\n") -> None:
    """Write a line to stderr; nobody is left to be told where that fails."""
    with suppress(OSError):
        sys.stderr.write(text + end)
        sys.stderr.flush()


class _Warning(logging.Handler):
    """Shows what the library tells of its long work."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the message to stderr."""
        warn(record.getMessage())


@contextmanager
def listening() -> Iterator[None]:
    """Show on stderr what the packages log of long work."""
    log, handler = logging.getLogger("corridors"), _Warning(level=logging.INFO)
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(level)


def shows_all_letters() -> bool:
    """Tell whether stdout is in an encoding of Unicode."""
    return codecs.lookup(sys.stdout.encoding or "utf-8").name.startswith("utf")


@contextmanager
def own_streams() -> Iterator[None]:
    """Keep stdout to ourselves, and replace letters that a console cannot show, telling of it.

    What native libraries print goes to stderr: they write to the descriptor, not to Python.
    """
    lost: set[str] = set()
    codecs.register_error("corridors.replace", _replacing(lost))
    sys.stdout, sys.stderr = _opened(sys.stdout), _opened(sys.stderr)
    if sys.stdout is sys.__stdout__:
        sys.stdout = _moved(sys.__stdout__)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="corridors.replace")
    try:
        yield
    finally:
        if lost:
            warn(f"note: {_told(lost)}")


def _opened(stream: TextIO | None) -> TextIO:
    """Return a stream; one into nothing where the caller closed it."""
    return stream or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - kept open


def _moved(stdout: TextIO) -> TextIO:
    """Return stdout on a descriptor of its own; the usual one leads to stderr from now on."""
    stdout.flush()
    try:
        own = os.dup(stdout.fileno())
        os.dup2(sys.stderr.fileno(), stdout.fileno())
    except OSError:  # no descriptor behind it, as in a notebook
        return stdout
    return open(  # noqa: PTH123 - the stream of the process
        own, "w", encoding=stdout.encoding, errors=stdout.errors, newline=_NEWLINE
    )


_NEWLINE = "\r\n" if os.name == "nt" else "\n"


def _replacing(lost: set[str]) -> Callable[[UnicodeError], tuple[str | bytes, int]]:
    """Return what encodes a letter that an encoding lacks, noting the letter."""

    def replaced(error: UnicodeError) -> tuple[str | bytes, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        letters = error.object[error.start : error.end]
        try:  # bytes of a file's name that were no text come out as they came in
            return letters.encode("ascii", "surrogateescape"), error.end
        except UnicodeEncodeError:
            lost.update(letters)
            return "?" * len(letters), error.end

    return replaced


def _told(lost: set[str]) -> str:
    encoding = sys.stdout.encoding
    return (
        f"{len(lost)} letters that {encoding} lacks are shown as ?; "
        "PYTHONIOENCODING=utf-8 shows them, and --json and files keep them"
    )


@contextmanager
def stoppable() -> Iterator[None]:
    """Let Ctrl-C, SIGTERM and a closed terminal unwind the command, so that it cleans up.

    The second signal ends the process at once, as it does any other. What whoever started it
    has it ignore, as `nohup` does, stays ignored.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in _STOPPING if hasattr(signal, name)]
    heard = [number for number in numbers if signal.getsignal(number) != signal.SIG_IGN]
    before = {number: signal.signal(number, _stop) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


_STOPPING = ("SIGINT", "SIGTERM", "SIGHUP")


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    signal.signal(number, signal.SIG_DFL)
    raise Stopped(number)


def flushed() -> int:
    """Write out what waits for stdout; return 0, or the exit code where it cannot be written."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _discard()
        return READER_GONE
    except OSError as error:
        _discard()
        warn(f"error: standard output: {(error.strerror or str(error)).lower()}")
        return 2
    return 0


def _discard() -> None:
    """Lead stdout into nothing, so that Python does not complain of the rest at its end."""
    with suppress(OSError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)
