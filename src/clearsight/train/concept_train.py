"""Train the heads of the concept sense from installed picture collections.

    scripts/install-pictures concepts
    python -m clearsight.train.concept_train --out src/clearsight/weights [--report FILE]

Draws 14,420 permissive drawings as their collections have them, takes the packaged image network's
features, measures heads on families of pictures left out one after the other, chooses calibration
and thresholds from that, and trains the shipped heads on everything. Concepts that are not right
often enough on families left out are not shipped. On one thread some 6 minutes of CPU
time, nearly all of it drawing and looking. Needs the extra [pictures].
"""

import argparse
import hashlib
import io
import sys
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clearsight.errors import UsageError
from clearsight.imaging.index.packs import pictures_folder
from clearsight.train.concepts import labels as imagenet
from clearsight.train.concepts.choose import Choice
from clearsight.train.concepts.features import Features
from clearsight.train.concepts.gather import gather
from clearsight.train.concepts.heads import Trained, fit
from clearsight.train.concepts.measure import Heads, carried, held_out, nested
from clearsight.train.concepts.report import report
from clearsight.train.concepts.vocabulary import Concept, load
from clearsight.weights import table

# What a person is or does is no one's to say from a picture; a judge of words may hear it.
SILENT = frozenset({"person", "face", "crowd", "police", "soldier", "prison"})


def main(argv: Sequence[str] | None = None) -> int:
    """Parse, train, write, tell."""
    given = _parser().parse_args(argv)
    start, concepts = time.process_time(), load()
    features = _features(given, concepts)
    _tell(f"{len(features.labels)} pictures looked at", start)
    found = held_out(features, _train)
    _tell("measured on families left out", start)
    text = report(found, features, concepts)
    choice = carried(found, features.labels, nested(found, features.labels))
    path = given.out / table()["concepts"].file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(packed(concepts, fit(features.values, features.labels), choice))
    _tell("trained on everything", start)
    if given.report:
        given.report.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(f"{path}: {hashlib.sha256(path.read_bytes()).hexdigest()}\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Train the heads of the concept sense.")
    parser.add_argument("--pictures", type=Path, default=pictures_folder(), help="collections")
    parser.add_argument("--out", type=Path, required=True, help="folder to write below")
    parser.add_argument("--features", type=Path, help="kept here, and read from here if present")
    parser.add_argument("--report", type=Path, help="tables as Markdown")
    return parser


def _features(given: argparse.Namespace, concepts: tuple[Concept, ...]) -> Features:
    if given.features and given.features.is_file():
        return Features.load(given.features)
    found = gather(given.pictures, concepts)
    if given.features:
        found.save(given.features)
    return found


def _train(features: Features) -> Heads:
    heads = fit(features.values, features.labels)
    return lambda rows: heads.logits(rows.values)


def _tell(what: str, start: float) -> None:
    sys.stderr.write(f"{what}: {time.process_time() - start:.0f} CPU seconds\n")


def packed(concepts: Sequence[Concept], heads: Trained, choice: Choice) -> bytes:
    """The file that `senses.concepts` reads; the same arrays give the same bytes.

    Raises:
        UsageError: no concept reached its threshold.
    """
    told = np.isfinite(choice.told)
    if not told.any():
        raise UsageError(
            "no concept is right often enough on families left out; train on more pictures"
        )
    shipped = [concept for concept, good in zip(concepts, told, strict=True) if good]
    arrays: dict[str, NDArray[np.generic]] = {
        "names": np.array([concept.name for concept in shipped]),
        "kinds": np.array([concept.kind for concept in shipped]),
        "wider": np.array(["|".join(concept.wider) for concept in shipped]),
        "silent": np.array([concept.name in SILENT for concept in shipped]),
        "mean": heads.mean, "scale": heads.scale, "shift": heads.shift[told],
        "last": heads.last[:, told].astype(np.float16),
        "slope": choice.slope[told], "offset": choice.bias[told], "told": choice.told[told],
        "member": np.packbits(imagenet.member(concepts)[:, told], axis=0),
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            inner = io.BytesIO()
            np.save(inner, array, allow_pickle=False)
            # A fixed date: what is in the file decides its hash, and not when it was written.
            info = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            archive.writestr(info, inner.getvalue(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
