"""The built network on onnxruntime: pictures to vectors, vectors to tokens, one after another."""

import json
import mmap
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clearsight.errors import UsageError, WeightsError
from clearsight.models.tiny.build import FORMAT, sha256
from clearsight.models.tiny.graphs import unblocked
from clearsight.models.tiny.picture import Pixels
from clearsight.models.tiny.sizes import Config, DecoderConfig, sized
from clearsight.models.tiny.speech import HEAD, POSITIONS
from clearsight.models.tiny.tokens import Tokens

Vectors = NDArray[np.float32]
KEPT_PICTURES = 256  # vectors of so many pictures are kept: 53 kB each


@dataclass(frozen=True, slots=True)
class Built:
    """A folder that `build` wrote, checked."""

    folder: Path
    about: dict[str, Any]
    sizes: Config

    @classmethod
    def read(cls, folder: Path) -> "Built":
        """Check every file against the hash that was written when the folder was built.

        Raises:
            WeightsError: nothing was built here, or a file is not what was built.
        """
        fix = "Build it: python -m clearsight.models.tiny.build (docs/tiny.md)."
        try:
            about = json.loads((folder / "built.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise WeightsError(
                f"the model tiny is not set up in {folder} ({error}). {fix}"
            ) from error
        if about.get("format") != FORMAT:
            raise WeightsError(f"{folder} was built by another version of Clearsight. {fix}")
        for name, wanted in about["files"].items():
            path = folder / name
            found = sha256(path) if path.is_file() else "none: it is missing"
            if found != wanted:
                raise WeightsError(f"{path} has sha256 {found}, expected {wanted}. {fix}")
        return cls(folder, about, sized(about["sizes"]))


class Engine:
    """Runs the two graphs. Several threads may use one engine at once.

    Args:
        built: the folder.
        threads: of onnxruntime, for each step.
    """

    def __init__(self, built: Built, threads: int = 1) -> None:
        self.sizes = built.sizes
        self.tokens = Tokens.load(built.folder / "tokenizer.json")
        self._sight = _session(built.folder / "sight.onnx", threads)
        self._speech = _session(built.folder / "speech.onnx", threads)
        self._words = _Words(built)
        self._kept: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = Lock()

    def slots(self, digest: str, pixels: Callable[[], Pixels]) -> Vectors:
        """Vectors of a picture, [slots, w]: computed once, then found by its digest."""
        with self._lock:
            if digest in self._kept:
                self._kept.move_to_end(digest)
                return self._kept[digest]
        made: Vectors = self._sight.run(["slots"], {"pixels": pixels()})[0]
        with self._lock:
            self._kept[digest] = made
            while len(self._kept) > KEPT_PICTURES:
                self._kept.popitem(last=False)
        return made

    def embed(self, prompt: Sequence[int], slots: Sequence[Vectors]) -> Vectors:
        """[1, t, w]; the places of `<image>` are filled in order."""
        ids = np.asarray(prompt)
        value = self._words.vectors(ids)
        places = np.flatnonzero(ids == self.sizes.image)
        if len(places) != len(slots) * self.sizes.slots:
            raise UsageError(
                f"the prompt keeps {len(places)} places, but {len(slots)} pictures fill "
                f"{len(slots) * self.sizes.slots}; write it with Processor.prompt"
            )
        if slots:
            value[places] = np.concatenate(slots)
        return value[None]

    def talk(self, room: int) -> "Talk":
        """A new conversation of at most so many tokens."""
        return Talk(self._speech, self.sizes.decoder, room)

    def scores(self, ids: Sequence[int], slots: Sequence[Vectors], rows: Sequence[int]) -> Vectors:
        """Logits of what comes after each of these places of a text, [m, vocabulary]."""
        return self.talk(len(ids)).step(self.embed(ids, slots), rows)

    def answer(self, prompt: Sequence[int], slots: Sequence[Vectors], limit: int) -> Iterator[int]:
        """The most likely next token, again and again, until the turn ends or `limit` are made."""
        talk = self.talk(min(len(prompt) + limit, POSITIONS))
        value = self.embed(prompt, slots)
        for _ in range(limit):
            logits = talk.step(value)[0]
            logits[self.sizes.image] = -np.inf  # a picture cannot be said
            chosen = int(logits.argmax())
            if chosen in (self.sizes.end, self.sizes.pad):
                return
            yield chosen
            if talk.full:
                return
            value = self._words.vectors(np.asarray([chosen]))[None]


class Talk:
    """One conversation's keys and values, in buffers that the graph fills in place."""

    def __init__(self, session: Any, sizes: DecoderConfig, room: int) -> None:
        import onnxruntime

        self._session, self._room, self._said = session, room, 0
        self._binding = session.io_binding()
        shape = (1, sizes.kv_heads, room, sizes.head_width)
        for layer in range(sizes.layers):
            for what in ("key", "value"):
                kept = onnxruntime.OrtValue.ortvalue_from_numpy(np.zeros(shape, np.float32))
                self._binding.bind_ortvalue_input(f"past_{what}_{layer}", kept)
                self._binding.bind_ortvalue_output(f"{what}_{layer}", kept)
        self._binding.bind_output("logits")

    @property
    def full(self) -> bool:
        return self._said >= self._room

    def step(self, value: Vectors, rows: Sequence[int] | None = None) -> Vectors:
        """[1, t, w] -> logits at these places, or at the last alone: [m, vocabulary]."""
        new = value.shape[1]
        self._said += new
        feeds = {
            "embedded": np.ascontiguousarray(value),
            "rows": np.asarray([new - 1] if rows is None else rows, np.int64),
            "said": np.asarray([self._said - 1], np.int32),
            "total": np.asarray(self._said, np.int32),
        }
        for name, each in feeds.items():
            self._binding.bind_cpu_input(name, each)
        self._session.run_with_iobinding(self._binding)
        # The binding lists outputs in the order in which they were bound: logits last.
        logits: Vectors = self._binding.get_outputs()[-1].numpy()
        return logits


class _Words:
    """The decoder's word vectors, read from the file of weights where they lie."""

    def __init__(self, built: Built) -> None:
        path = built.folder / "speech.bin"
        with path.open("rb") as file:
            self._file = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._parts: dict[str, NDArray[Any]] = {}
        for name, (offset, shape) in built.about["words"].items():
            dtype = np.dtype(np.uint8 if name == f"{HEAD}.whole" else np.float32)
            flat = np.frombuffer(self._file, dtype, count=int(np.prod(shape)), offset=offset)
            self._parts[name.removeprefix(f"{HEAD}.")] = flat.reshape(shape)

    def vectors(self, ids: NDArray[Any]) -> Vectors:
        """[t] -> [t, w]."""
        if "float" in self._parts:
            return np.ascontiguousarray(self._parts["float"][:, ids].T)
        return unblocked(self._parts["whole"][ids], self._parts["scale"][ids])


def _session(path: Path, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False
    # A thread that waits for the next token by spinning takes a core from whatever else runs.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
