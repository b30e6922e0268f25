"""Read the tensors of a legacy (pre-1.6) PyTorch checkpoint without PyTorch.

Only the four names that a state dict of plain tensors needs may be unpickled, so a checkpoint of
an unknown publisher cannot run code. Format: `torch.serialization._legacy_load`.
"""

import collections
import io
import pickle
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clearsight.errors import WeightsError

_MAGIC = 0x1950A86A20F9469CFC6C
_DTYPES = {"FloatStorage": "<f4", "LongStorage": "<i8"}

Array = NDArray[Any]


def _rebuild(
    storage: str, offset: int, size: tuple[int, ...], stride: tuple[int, ...], *_: object
) -> tuple[str, int, tuple[int, ...], tuple[int, ...]]:
    return storage, offset, size, stride


class _StorageType:
    """Stands for torch.FloatStorage and torch.LongStorage while unpickling."""

    def __init__(self, dtype: str) -> None:
        self.dtype = dtype


class _Unpickler(pickle.Unpickler):
    """Admits an ordered dict of tensors, nothing else."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file)
        self.dtypes: dict[str, str] = {}

    def find_class(self, module: str, name: str) -> object:
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _rebuild
        if module == "torch" and name in _DTYPES:
            return _StorageType(_DTYPES[name])
        raise WeightsError(
            f"the checkpoint asks for {module}.{name}; only plain float and long tensors are "
            "read. Use the checkpoint of the pinned package."
        )

    def persistent_load(self, pid: Any) -> str:
        kind, storage_type, key, _location, _numel, view = pid
        if kind != "storage" or view is not None:
            raise WeightsError(f"the checkpoint holds {kind!r} with view {view!r}, not a storage")
        self.dtypes[key] = storage_type.dtype
        return str(key)


def read_state(data: bytes) -> dict[str, Array]:
    """Tensors by name.

    Args:
        data: the whole checkpoint file.

    Raises:
        WeightsError: the bytes are no legacy checkpoint, or ask for a type beyond plain tensors.
    """
    file = io.BytesIO(data)
    if _Unpickler(file).load() != _MAGIC:
        raise WeightsError("not a legacy PyTorch checkpoint: the magic number differs")
    _Unpickler(file).load()  # protocol version
    _Unpickler(file).load()  # byte order and C type sizes of the writer
    reader = _Unpickler(file)
    tensors = reader.load()
    keys: list[str] = _Unpickler(file).load()
    storages = {key: _read_storage(file, reader.dtypes[key]) for key in keys}
    return {name: _view(storages[t[0]], *t[1:]) for name, t in tensors.items()}


def _read_storage(file: io.BytesIO, dtype: str) -> Array:
    (count,) = struct.unpack("<q", file.read(8))
    raw = file.read(count * np.dtype(dtype).itemsize)
    return np.frombuffer(raw, dtype=dtype, count=count)


def _view(storage: Array, offset: int, size: tuple[int, ...], stride: tuple[int, ...]) -> Array:
    steps = tuple(s * storage.itemsize for s in stride)
    return np.lib.stride_tricks.as_strided(storage[offset:], shape=size, strides=steps).copy()
