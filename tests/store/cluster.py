"""A PostgreSQL cluster of the tests' own: Debian's programs, a folder in /tmp, a unix socket."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# PostgreSQL refuses to run as root; Debian's package makes this user.
OWNER = "postgres" if os.geteuid() == 0 else None


def programs() -> Path:
    """The folder of the newest installed version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=_version)
    if not found:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    return found[-1].parent


def _version(path: Path) -> int:
    return int(path.parents[1].name)


def call(*command: str | Path) -> None:
    """Run a program as the cluster's owner."""
    subprocess.run(command, check=True, user=OWNER, cwd="/", stdout=subprocess.DEVNULL, timeout=60)


@contextmanager
def running() -> Iterator[Path]:
    """The folder of the socket of a running cluster."""
    bin_, folder = programs(), Path(tempfile.mkdtemp(prefix="clearsight-pg-"))
    if OWNER:
        shutil.chown(folder, OWNER)
    data = folder / "data"
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    control = (bin_ / "pg_ctl", "-D", data, "-w")
    try:
        call(bin_ / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "-N")
        call(*control, "-o", options, "-l", folder / "log", "start")
        try:
            yield folder
        finally:
            call(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(socket: Path, name: str) -> str:
    """The URL of a fresh database."""
    call(programs() / "createdb", "-h", socket, "-U", "postgres", name)
    return f"postgresql://postgres@/{name}?host={socket}"
