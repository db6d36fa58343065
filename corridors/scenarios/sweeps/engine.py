"""One seam for sweeps: the same jobs one after another, on processes, or on a cluster.

Whatever runs them, the results are the same and come in the order of the jobs: a job depends on
what all jobs share and on itself alone.
"""

from __future__ import annotations

import json
import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TypeVar

from corridors.output.files import write_text
from geodata.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

Shared = TypeVar("Shared")
Job = TypeVar("Job")
Result = TypeVar("Result")


class Engine(Protocol):
    """Runs jobs: ``fn(shared, job)`` for each of them, in order; ``fn`` is a module's function."""

    def __call__(
        self, fn: Callable[[Shared, Job], Result], shared: Shared, jobs: Sequence[Job]
    ) -> Iterator[Result]:
        """Yield the results in the order of the jobs."""
        ...


def serial(
    fn: Callable[[Shared, Job], Result], shared: Shared, jobs: Sequence[Job]
) -> Iterator[Result]:
    """Run jobs one after another, in this process."""
    return (fn(shared, job) for job in jobs)


def on_processes(workers: int) -> Engine:
    """Return an engine of processes of their own, started by spawn.

    What all jobs share is sent to each process once.

    Raises
    ------
    InputError
        Fewer than one worker.
    """
    if workers < 1:
        raise InputError(f"{workers} workers: use 1 or more")
    return serial if workers == 1 else partial(_on_processes, workers)


def _on_processes(
    workers: int, fn: Callable[[Shared, Job], Result], shared: Shared, jobs: Sequence[Job]
) -> Iterator[Result]:
    with ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_receive,
        initargs=(pickle.dumps(shared),),
    ) as pool:
        size = min(_MOST_AT_ONCE, max(1, len(jobs) // (4 * workers)))
        yield from pool.map(partial(_work, fn), jobs, chunksize=size)


_MOST_AT_ONCE = 8
"""Jobs come back in heaps of so many, so that no more than a heap is lost when a sweep ends."""


_received: list[object] = []


def _receive(sent: bytes) -> None:
    _received[:] = [pickle.loads(sent)]  # noqa: S301 - sent by our own process


def _work(fn: Callable[[Shared, Job], Result], job: Job) -> Result:
    return fn(_received[0], job)  # type: ignore[arg-type]


class _Future(Protocol):
    def result(self) -> object: ...


class _Client(Protocol):
    def scatter(self, data: object, *, broadcast: bool) -> object: ...

    def map(self, fn: Callable[..., object], *args: object, **options: object) -> list[_Future]: ...


def on_dask(address: str) -> Engine:
    """Return an engine of a running Dask scheduler.

    Parameters
    ----------
    address
        As ``tcp://127.0.0.1:8786``.

    Raises
    ------
    InputError
        Without ``distributed``, or where no scheduler answers.
    """
    try:
        distributed = import_module("distributed")
    except ImportError as error:
        raise InputError("--dask needs pip install 'corridor-atlas[cluster]'") from error
    try:
        return on_client(distributed.Client(address, timeout=10))
    except (OSError, ValueError) as error:
        raise InputError(f"no Dask scheduler answers at {address}") from error


def on_client(client: _Client) -> Engine:
    """Return an engine of a ``distributed.Client``."""
    return partial(_on_client, client)


def _on_client(
    client: _Client, fn: Callable[[Shared, Job], Result], shared: Shared, jobs: Sequence[Job]
) -> Iterator[Result]:
    sent = client.scatter(shared, broadcast=True)
    # One by one, so that what is done is kept when the rest is broken off.
    for future in client.map(fn, [sent] * len(jobs), list(jobs), pure=False):
        yield future.result()  # type: ignore[misc]


def resumed(
    engine: Engine,
    fn: Callable[[Shared, Job], Result],
    shared: Shared,
    jobs: Mapping[str, Job],
    *,
    results: Path | None = None,
) -> Iterator[tuple[str, Result]]:
    """Yield key and result of each job, in order; what a file holds already is not run again.

    Parameters
    ----------
    jobs
        By key; a key means the same job whenever it is run: see `corridors.scenarios.sweeps.keys`.
    results
        A file of JSON lines to which each result is appended as soon as it is there, so that
        nothing is lost when a sweep is broken off.

    Raises
    ------
    InputError
        A line of the file that is no result, but for a last one that was cut off.
    """
    done = {} if results is None else _read(results)
    left = {key: job for key, job in jobs.items() if key not in done}
    fresh = zip(left, engine(fn, shared, list(left.values())), strict=True)
    for key in jobs:
        if key in done:
            yield key, done[key]  # type: ignore[misc]
            continue
        made, result = next(fresh)
        if results is not None:
            _append(results, made, result)
        yield made, result


def _read(file: Path) -> dict[str, object]:
    if not file.exists():
        return {}
    *lines, cut_off = file.read_bytes().split(b"\n")
    found: dict[str, object] = {}
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
            found[row["key"]] = row["result"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise _no_result(file, number) from error
    if cut_off and not (cut_off.startswith(_BEGUN) or _BEGUN.startswith(cut_off)):
        raise _no_result(file, len(lines) + 1)  # somebody else's file stays as it is
    if cut_off:
        write_text("".join(f"{line.decode()}\n" for line in lines), file)
    return found


_BEGUN = b'{"key": "'
"""How each line begins that `_append` writes."""


def _no_result(file: Path, number: int) -> InputError:
    return InputError(f"{file}: line {number} is no result (name another file, or delete it)")


def _append(file: Path, key: str, result: object) -> None:
    line = json.dumps({"key": key, "result": result}, ensure_ascii=False)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as out:
        out.write(f"{line}\n")
