"""Pictures by content: ingested once, kept by the SHA-256 of their bytes, and in no log.

A folder holds DIGEST.jpg or DIGEST.png, and DIGEST.json with size and type; `sources.jsonl`
remembers which file or drawing became which picture, so that nothing is decoded twice.
"""

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from clearsight.content import Image
from clearsight.errors import UsageError
from clearsight.ingest import Ingest

_ENDINGS = {"image/jpeg": "jpg", "image/png": "png"}


@dataclass
class Pictures:
    """A store of pictures.

    Args:
        folder: made when it is missing; safe for several processes.
    """

    folder: Path
    _sources: dict[str, str] = field(init=False, default_factory=dict)
    _ingest: Ingest | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._list.is_file():
            for line in self._list.read_text(encoding="utf-8").splitlines():
                source, _, digest = line.partition(" ")
                self._sources[source] = digest

    def of_file(self, path: Path) -> str:
        """The digest of a file's picture, as ingest gives it.

        Raises:
            UsageError: the file cannot be read.
            IngestError: it is no picture that we accept.
        """
        try:
            data = path.read_bytes()
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {error.strerror}") from error
        source = f"file:{hashlib.sha256(data).hexdigest()}"
        return self._known(source, lambda: self.opened(data))

    def of_drawing(self, source: str, draw: Callable[[], Image]) -> str:
        """The digest of a picture that we draw; drawn only when it is not there yet.

        Args:
            source: everything that the drawing depends on.
        """
        return self._known(f"drawn:{hashlib.sha256(source.encode()).hexdigest()}", draw)

    def image(self, digest: str) -> Image:
        """The picture, checked against its digest.

        Raises:
            UsageError: it is missing or damaged.
        """
        return _load(self.folder, digest)

    def opened(self, data: bytes) -> Image:
        """The picture of some bytes, as ingest gives it; in one process for all of them.

        Raises:
            IngestError: it is no picture that we accept.
        """
        if self._ingest is None:
            self._ingest = Ingest()
        return self._ingest.open_bytes(data)[0]

    def close(self) -> None:
        """End the decoding process."""
        if self._ingest is not None:
            self._ingest.close()
            self._ingest = None

    @property
    def _list(self) -> Path:
        return self.folder / "sources.jsonl"

    def _known(self, source: str, make: Callable[[], Image]) -> str:
        known = self._sources.get(source)
        if known is not None and (self.folder / f"{known}.json").is_file():
            return known
        image = make()
        self._keep(image)
        self._sources[source] = image.digest
        with self._list.open("a", encoding="utf-8") as out:
            out.write(f"{source} {image.digest}\n")
        return image.digest

    def _keep(self, image: Image) -> None:
        known = {"media_type": image.media_type, "width_px": image.width_px,
                 "height_px": image.height_px}  # fmt: skip
        name = f"{image.digest}.{_ENDINGS[image.media_type]}"
        _write(self.folder / name, image.data)
        _write(self.folder / f"{image.digest}.json", json.dumps(known).encode())


def _write(path: Path, data: bytes) -> None:
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_bytes(data)
    aside.replace(path)


@lru_cache(maxsize=64)
def _load(folder: Path, digest: str) -> Image:
    try:
        known = json.loads((folder / f"{digest}.json").read_text(encoding="utf-8"))
        data = (folder / f"{digest}.{_ENDINGS[known['media_type']]}").read_bytes()
    except (OSError, ValueError, KeyError) as error:
        raise UsageError(
            f"picture {digest[:12]} is not in {folder}; clearsight eval run makes it anew"
        ) from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise UsageError(f"picture {digest[:12]} in {folder} is damaged; delete it and run again")
    return Image(data, known["media_type"], known["width_px"], known["height_px"], digest)
