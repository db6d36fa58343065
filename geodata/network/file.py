"""Networks on disk: GeoParquet with GeoArrow lines, provenance in the file's metadata."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from geodata.errors import InputError, Problem
from geodata.files import atomic
from geodata.network.columns import Coded
from geodata.network.model import FORMAT, METADATA_KEY, Meta, Network

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geodata.arrays import Floats, Ints


_FIXED = ("tail", "head", "length_km", "direction", "geometry")


def write_network(network: Network, path: str | os.PathLike[str]) -> Path:
    """Write a network so that the same network gives the same bytes; returns the path."""
    target = Path(path)
    table = table_of(as_written(network))
    with atomic(target) as temporary:
        pq.write_table(
            table,
            temporary,
            compression="zstd",
            compression_level=19,
            # Measured on half a million edges in spatial order: plain coordinates under zstd take
            # a third of what byte streams take, lengths repeat enough for a dictionary: it takes
            # a tenth off the file.
            use_dictionary=["length_km", *network.columns],
            row_group_size=1 << 22,
        )
    return target


def as_written(network: Network) -> Network:
    """Return a network as it comes back from a file: hashed, values coded as they appear."""
    columns = {name: column.by_appearance() for name, column in network.columns.items()}
    coded = replace(network, columns=columns)
    found = coded.content_hash()
    return replace(coded, meta=replace(network.meta, content_hash=found)).hashed_as(found)


def read_network(path: str | os.PathLike[str]) -> Network:
    """Read a network from a file that `write_network` made.

    Raises
    ------
    InputError
        When the file is missing, is no Parquet file, has an unknown layout, or holds anything else
        than what was written: its content hash is compared.
    """
    try:
        # Not `read_table`: that imports the datasets module and pandas, a quarter of a second.
        table = pq.ParquetFile(path, memory_map=True).read()
    except (OSError, ValueError, pa.ArrowException) as error:
        raise _unreadable(path, f"not a readable network: {error}", _AGAIN) from error
    try:
        network = network_of(table)
    except (
        KeyError,
        IndexError,
        TypeError,
        ValueError,
        AttributeError,
        pa.ArrowException,
    ) as error:
        message = f"is not a network of format {FORMAT}: {error}"
        raise _unreadable(path, message, "import it again with this version") from error
    stated = network.meta.content_hash
    if stated and stated != network.content_hash():
        raise _unreadable(path, "is damaged: it is not what was written", _AGAIN)
    return network


_AGAIN = "rebuild it or download it again"


def _unreadable(path: str | os.PathLike[str], message: str, remedy: str) -> InputError:
    return InputError([Problem(str(path), "", message, remedy)])


def read_hash(path: Path) -> str:
    """Return the content hash that a network file states, without reading the network.

    Raises
    ------
    InputError
        As `read_network`.
    """
    try:
        described = _metadata(pq.read_schema(path, memory_map=True))
        return str(described["content_hash"])
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError):
        return read_network(path).meta.content_hash  # raises what is wrong, in plain words


def _metadata(schema: pa.Schema) -> dict[str, Any]:
    stored: dict[str, Any] = json.loads((schema.metadata or {})[METADATA_KEY])
    digest = stored.pop(_DIGEST, None)  # files of earlier versions have none
    if digest is not None and digest != _digest(stored):
        raise ValueError("what it says of itself is not what was written")
    if stored["format"] != FORMAT:
        raise ValueError(f"format {stored['format']}")
    return stored


_DIGEST = "digest"
"""Over what a file says of itself (whose lines, licence, vintage), as the content hash is over
the lines."""


def _digest(described: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()


def _described(table: pa.Table) -> dict[str, Any]:
    if not np.isfinite(_array(table["length_km"])).all():
        raise ValueError("a length is no number")
    return _metadata(table.schema)


def _array(column: pa.ChunkedArray | pa.Array) -> NDArray[Any]:
    """Return a column as numpy; `to_numpy` would import pandas for it."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(array, pa.ChunkedArray):
        array = array.chunk(0) if array.num_chunks else pa.array([], array.type)
    return np.from_dlpack(array) if len(array) else np.zeros(0, array.type.to_pandas_dtype())


def table_of(network: Network) -> pa.Table:
    """Return a network, as `as_written` gives it, as a table of Arrow."""
    points = pa.StructArray.from_arrays(
        [_numbers(network.coords[:, axis]) for axis in (0, 1)], names=["x", "y"]
    )
    columns: dict[str, pa.Array] = {
        "tail": _numbers(network.tail),
        "head": _numbers(network.head),
        "length_km": _numbers(network.length_km),
        "direction": _numbers(network.direction),
        **{name: _coded_array(column) for name, column in network.columns.items()},
        "geometry": pa.ListArray.from_arrays(_numbers(network.offsets.astype(np.int32)), points),
    }
    lonlat = network.node_lonlat
    described = {
        "format": FORMAT,
        "mode": network.mode,
        "ordered": network.ordered,
        "node_count": network.node_count,
        **asdict(network.meta),
    }
    described |= {_DIGEST: _digest(described)}
    bounds = [*lonlat.min(axis=0), *lonlat.max(axis=0)] if len(lonlat) else []
    geo = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {
            "geometry": {
                "encoding": "linestring",
                "geometry_types": ["LineString"],
                "bbox": [float(b) for b in bounds],
            }
        },
    }
    return pa.table(columns).replace_schema_metadata(
        {METADATA_KEY: json.dumps(described, sort_keys=True), b"geo": json.dumps(geo)}
    )


def _coded_array(column: Coded) -> pa.Array:
    values = [list(value) if isinstance(value, tuple) else value for value in column.values]
    if any(isinstance(value, list) for value in values):
        values = ["|".join(str(part) for part in value) for value in values]
    return pa.DictionaryArray.from_arrays(_numbers(column.codes), _texts(values))


def _numbers(array: NDArray[Any]) -> pa.Array:
    """Return numbers as an array of Arrow; `pa.array` would import pandas for it."""
    flat = np.ascontiguousarray(array)
    kind = pa.from_numpy_dtype(flat.dtype)
    return pa.Array.from_buffers(kind, len(flat), [None, pa.py_buffer(flat)])


def _texts(values: Sequence[Any]) -> pa.Array:
    if not all(isinstance(value, str) for value in values):
        return pa.array(values, pa.string())
    data = [value.encode() for value in values]
    offsets = np.cumsum([0, *map(len, data)]).astype(np.int32)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(b"".join(data))]
    return pa.Array.from_buffers(pa.string(), len(data), buffers)


def network_of(table: pa.Table) -> Network:
    """Return the network that `table_of` wrote.

    Raises
    ------
    KeyError, IndexError, TypeError, ValueError, AttributeError, pyarrow.ArrowException
        Where it wrote no such table.
    """
    stored = _described(table)
    geometry = table["geometry"].combine_chunks()
    if isinstance(geometry, pa.ChunkedArray):
        geometry = geometry.chunk(0)
    offsets = _array(geometry.offsets).astype(np.int64)
    coords = np.column_stack([_array(geometry.values.field(axis)) for axis in ("x", "y")])
    tail, head = _array(table["tail"]), _array(table["head"])
    return Network(
        mode=stored["mode"],
        node_lonlat=_node_lonlat(stored["node_count"], tail, head, coords, offsets),
        tail=tail,
        head=head,
        length_km=_array(table["length_km"]),
        direction=_array(table["direction"]),
        coords=coords,
        offsets=offsets,
        columns={n: _coded(n, table[n]) for n in table.column_names if n not in _FIXED},
        meta=Meta(
            **{
                **{
                    key: stored[key]
                    for key in ("source", "licence", "attribution", "vintage", "content_hash")
                },
                "notes": tuple(stored["notes"]),
            }
        ),
        ordered=stored["ordered"],
    )


def _node_lonlat(count: int, tail: Ints, head: Ints, coords: Floats, offsets: Ints) -> Floats:
    """Nodes are the ends of lines, so that their coordinates need no column."""
    if not 0 <= count <= 2 * len(tail):
        raise ValueError(f"{count} nodes")
    lonlat = np.zeros((count, 2))
    lonlat[head] = coords[offsets[1:] - 1]
    met = np.zeros(count, dtype=bool)
    met[head] = True
    rest = np.flatnonzero(~met[tail])
    lonlat[tail[rest]] = coords[offsets[rest]]
    return lonlat


def _coded(name: str, column: pa.ChunkedArray) -> Coded:
    array = column.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = array.chunk(0) if array.num_chunks else pa.array([], pa.string())
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    values: list[Any] = array.dictionary.to_pylist()
    if name == "gauges_mm":
        values = [tuple(int(part) for part in value.split("|") if part) for value in values]
    return Coded(_array(array.indices).astype(np.int32, copy=False), tuple(values))
