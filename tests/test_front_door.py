"""What a user imports is sorted, there, and light."""

import subprocess
import sys

import pytest

import clearsight

HEAVY = ("numpy", "cv2", "onnxruntime", "PIL", "rapidocr", "aiohttp", "sentencepiece", "torch")


def test_the_front_door_is_sorted_and_every_name_opens() -> None:
    assert clearsight.__all__ == sorted(clearsight.__all__)
    assert all(getattr(clearsight, name) for name in clearsight.__all__)


@pytest.mark.parametrize("module", ["clearsight", "clearsight.bulk", "clearsight.build"])
def test_importing_the_package_loads_nothing_heavy(module: str) -> None:
    program = f"import sys, {module}; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
