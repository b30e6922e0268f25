"""What was worked out of texts seen lately, kept by hash and never by text."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Memo(Generic[Value]):
    """Least recently used out first; safe to share between threads.

    A value that several threads ask for at once is worked out by the first: two detectors that
    look at the same answer at the same moment would otherwise both pay for it.
    """

    def __init__(self, most: int) -> None:
        """Keep up to `most` values."""
        self._most = most
        self._kept: OrderedDict[bytes, Future[Value]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, text: str, make: Callable[[str], Value]) -> Value:
        """The value of the text, from `make` when it is not kept; an error of `make` is not."""
        key = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        with self._lock:
            future = self._kept.get(key)
            if mine := future is None:
                future = self._kept[key] = Future()
                if len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            else:
                self._kept.move_to_end(key)
        if mine:
            try:
                future.set_result(make(text))
            except BaseException as error:
                with self._lock:
                    self._kept.pop(key, None)
                future.set_exception(error)
                raise
        return future.result()
