"""Preserves what was hit for the deployer's legal procedure, sealed: this server cannot open it.

The upload and who sent it are encrypted to a certificate (CMS, RFC 5652) by the `openssl` command,
into a file with a random name. Only the holder of the certificate's private key reads it:

    openssl cms -decrypt -inform DER -in FILE -inkey key.pem -recip certificate.pem
"""

import base64
import json
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from clearsight.errors import UsageError
from clearsight.hashes.match import Hit, Prints

TIMEOUT_S = 20.0


class Seal:
    """What `on_hash_hit = preserve` does with an upload.

    Args:
        folder: outside everything that this server serves or backs up; its owner's alone.
        certificate: PEM, of whoever may open the files.
        who: the id of the key that the request came with, empty for none.

    Raises:
        UsageError: folder, certificate or `openssl` cannot be used; found out by a trial.
    """

    def __init__(self, folder: Path, certificate: Path, who: Callable[[], str]) -> None:
        self._folder, self._certificate, self._who = folder, certificate, who
        self._openssl = shutil.which("openssl") or ""
        if not self._openssl:
            raise UsageError("preserving sealed copies needs the command openssl; install it")
        if not folder.is_dir() or folder.stat().st_mode & 0o077 or not os.access(folder, os.W_OK):
            raise UsageError(
                f"{folder} is no folder that only its owner may enter and that can be written; "
                f"make one: install -d -m 700 {folder}"
            )
        try:
            self._sealed(b"trial")
        except (OSError, subprocess.SubprocessError) as error:
            raise UsageError(
                f"nothing can be sealed with the certificate {certificate}: expected PEM. Try: "
                f"echo x | openssl cms -encrypt -binary -aes-256-cbc {certificate}"
            ) from error

    def __call__(self, hit: Hit, prints: Prints, data: bytes) -> None:
        """Seal one upload.

        Raises:
            OSError, subprocess.SubprocessError: it could not be kept.
        """
        record = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "key": self._who(),
            "hit": asdict(hit),
            "sha256": prints.sha256,
            "data": base64.b64encode(data).decode(),
        }
        sealed = self._sealed(json.dumps(record).encode())
        # A name that says nothing, and no file that is half written.
        path = self._folder / f"{secrets.token_hex(16)}.cms"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())

    def _sealed(self, data: bytes) -> bytes:
        command = [self._openssl, "cms", "-encrypt", "-binary", "-aes-256-cbc", "-outform", "DER"]
        # The plain bytes go through a pipe and touch no disk.
        done = subprocess.run(
            [*command, str(self._certificate)],
            input=data,
            capture_output=True,
            check=True,
            timeout=TIMEOUT_S,
            env={"PATH": os.defpath},
        )
        return done.stdout
