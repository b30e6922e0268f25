"""One ONNX network on one thread, loaded when it is first used."""

from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clearsight.senses.memory import give_back
from clearsight.weights import locate


def session(path: Path) -> Any:
    """An onnxruntime session on one thread that keeps no memory between runs."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Shapes change from picture to picture. An arena grows with the largest and never shrinks: of
    # five networks it held 110 MB, for no time saved (two runs of eight, 43.5 and 43.6 ms).
    options.enable_cpu_mem_arena = False
    opened = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    # Reading the file leaves as much behind as the weights themselves.
    give_back()
    return opened


class Network:
    """A lazily opened, thread-safe onnxruntime session over one of the packaged weights.

    Args:
        weight: its name in the weights table.
    """

    def __init__(self, weight: str) -> None:
        self._weight = weight
        self._lock = Lock()
        self._session: Any = None

    def _open(self) -> Any:
        with self._lock:
            if self._session is None:
                self._session = session(locate(self._weight))
            return self._session

    def __call__(
        self, batch: NDArray[np.float32], outputs: list[str] | None = None
    ) -> list[NDArray[np.float32]]:
        """The named outputs, or all, for one batch.

        Raises:
            WeightsError: the weight file is missing or is not the measured one.
        """
        session = self._open()
        found: list[NDArray[np.float32]] = session.run(
            outputs, {session.get_inputs()[0].name: batch}
        )
        return found
