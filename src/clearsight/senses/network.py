"""One ONNX network on one thread, loaded when it is first used."""

from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clearsight.weights import locate


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
                import onnxruntime

                options = onnxruntime.SessionOptions()
                options.intra_op_num_threads = 1
                options.inter_op_num_threads = 1
                options.log_severity_level = 3
                # Shapes change from picture to picture: a growing arena would never shrink again.
                options.enable_mem_pattern = False
                self._session = onnxruntime.InferenceSession(
                    str(locate(self._weight)), options, providers=["CPUExecutionProvider"]
                )
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
