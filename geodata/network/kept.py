"""Networks kept in a cache: quick to read, and proved by the digest of their bytes.

A file of `geodata.network.file` is made to be small and to be handed on; an entry of a cache is
written once in a while and read by every command. It is a stream of Arrow behind a digest of it
and of the file's name, so that what is damaged, cut short or came under another name is made again.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING

import pyarrow as pa

from geodata.errors import InputError
from geodata.files import atomic
from geodata.network.file import as_written, network_of, table_of
from geodata.network.model import FORMAT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geodata.network.model import Network

_SIZE = hashlib.sha256().digest_size


def remembered_network(path: Path, make: Callable[[], Network]) -> Network:
    """Return the network of a file in a cache, or make and keep it.

    A damaged file, or one that was kept under another name, is made again; a cache that cannot be
    written is done without. Two processes may ask at once, for a file appears there only when it
    is whole.
    """
    with suppress(OSError):
        stored = path.read_bytes()
        data = memoryview(stored)[_SIZE:]
        if _digest(path, data) == stored[:_SIZE]:
            network = network_of(pa.ipc.open_stream(data).read_all())
            return network.hashed_as(network.meta.content_hash)
    made = as_written(make())
    with suppress(OSError, InputError):
        _write(made, path)
    return made


def _write(network: Network, path: Path) -> None:
    table, sink = table_of(network), pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.ipc.new_stream(sink, table.schema, options=options) as stream:
        stream.write_table(table)
    data = sink.getvalue()
    with atomic(path, durable=False) as temporary, temporary.open("wb") as file:
        file.write(_digest(path, data))
        file.write(data)


def _digest(path: Path, data: memoryview | pa.Buffer) -> bytes:
    digest = hashlib.sha256(f"{FORMAT} {path.name}\n".encode())
    digest.update(data)
    return digest.digest()
