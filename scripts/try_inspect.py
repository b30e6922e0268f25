"""Inspect AI's `openai-api` provider against a server of ours: ten samples with pictures.

Inspect wants many packages that a server must not have, so it lives in an environment of its own:

    python3 -m venv /tmp/inspect && /tmp/inspect/bin/pip install inspect-ai openai pillow
    python -m scripts.try_inspect /tmp/inspect
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

TASK = Path(__file__).with_name("inspect_task.py")
PORT = 8765


def main(environment: Path) -> int:
    """Serve the describer, let Inspect ask, print its figures."""
    command = Path(sys.executable).parent / "clearsight"
    with tempfile.TemporaryDirectory() as folder:
        settings = {**os.environ, "CLEARSIGHT_DATABASE": f"sqlite:///{folder}/a.db"}
        server = subprocess.Popen(
            [command, "serve", "--model", "describer", "--port", str(PORT)], env=settings,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            return evaluate(environment, Path(folder))
        finally:
            server.terminate()
            server.wait(60)


def evaluate(environment: Path, logs: Path) -> int:
    """Run the task; the exit code says whether every sample was answered."""
    settings = {
        "PATH": f"{environment}/bin:{os.environ['PATH']}",
        "HOME": str(logs),
        "LOCAL_BASE_URL": f"http://127.0.0.1:{PORT}/v1",
        "LOCAL_API_KEY": "none",
    }
    done = subprocess.run(
        [environment / "bin" / "inspect", "eval", TASK.name, "--model",
         "openai-api/local/describer", "--log-dir", str(logs), "--log-format", "json",
         "--display", "plain"],
        env=settings, cwd=TASK.parent, check=False, stdout=sys.stderr,
    )  # fmt: skip
    found = [json.loads(path.read_text()) for path in logs.glob("*.json")]
    if done.returncode or len(found) != 1:
        print(f"inspect ended with exit code {done.returncode}", file=sys.stderr)
        return 1
    samples = found[0]["samples"]
    right = sum(sample["scores"]["includes"]["value"] == "C" for sample in samples)
    errors = sum(sample.get("error") is not None for sample in samples)
    print(f"{len(samples)} samples, {errors} errors, {right} with the words of the sign")
    return int(errors > 0 or len(samples) != 10)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
