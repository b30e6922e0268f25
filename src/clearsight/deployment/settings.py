"""How a server runs, as a value."""

import secrets
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from clearsight.deployment.doors import DoorSettings
from clearsight.hashes import HashSettings
from clearsight.samples import Retained
from clearsight.vault import Retention, Room

MEBIBYTE = 1 << 20
PRESETS = ("default", "assistive", "strict", "measure")
ALIAS = "clearsight"
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """How a server runs; made by the door that starts it.

    Attributes:
        models: specs such as "describer"; the first one answers when a request names none of them.
        api_key: for the models' endpoints.
        judges: guard models to ask besides the registered detectors, see docs/detectors.md.
        judge_api_key: for their endpoints.
        host, port: where it listens; without keys only on loopback.
        database: URL of the store; None for a file below the user's data folder.
        pepper: secret of the keyed digests, or its file; None for a file in the user's settings.
        no_auth: answer without keys also beyond loopback; an explicit wish.
        pages: serve the pages for people beyond this machine; they ask for no key.
        page_key: seals what the pages keep in their forms; the same for all workers.
        drain_s: how long running answers may go on after the order to stop.
        max_body_bytes: of one request, pictures included.
        max_choices: highest `n`.
        max_running: requests worked on at a time in one process; more are told to come back.
        keep_responses_s: how long turns are kept, sealed, for `previous_response_id`; 0 for never.
        samples: what of requests and answers is kept, sealed, to be judged again; nothing.
        vault_key: master keys of the vault, or their file; None for a file in the user's settings.
        retention: how long stays what users of the pages chose to have kept.
        room: how much of it there may be.
        hashes: lists of known pictures, and what happens when an upload is on one.
        audit: folder of the audit; None writes none.
        audit_required: nothing is answered while the audit cannot be written.
        compare_answers: how many answers the page asks of a model that samples, to say what of
            the first one the others do not bear out; 1 for none.
        shadow_policy: what this preset or file would have decided is recorded in the audit too.
        doors: the pages' address, mail, and whether only invited users are answered.
    """

    models: tuple[str, ...] = ("describer",)
    policy: str = "default"
    api_key: str | None = field(default=None, repr=False)
    judges: tuple[str, ...] = ()
    judge_api_key: str | None = field(default=None, repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    database: str | None = field(default=None, repr=False)
    pepper: str | Path | None = field(default=None, repr=False)
    allow_addresses: bool = False
    no_auth: bool = False
    pages: bool = False
    page_key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    drain_s: float = 30.0
    max_body_bytes: int = 32 * MEBIBYTE
    max_choices: int = 8
    max_running: int = 1000
    keep_responses_s: int = 24 * 3600
    samples: Retained = field(default_factory=Retained)
    vault_key: str | Path | None = field(default=None, repr=False)
    retention: Retention = field(default_factory=Retention)
    room: Room = field(default_factory=Room)
    hashes: HashSettings = field(default_factory=HashSettings)
    audit: Path | None = None
    audit_required: bool = True
    shadow_policy: str | None = None
    compare_answers: int = 1
    tls_cert: Path | None = None
    tls_key: Path | None = None
    doors: DoorSettings = field(default_factory=DoorSettings)

    @property
    def origin(self) -> str | None:
        """Address of the pages as browsers see it; None where nobody said it and it cannot be
        known: the server listens to every address, or without TLS beyond this machine."""
        if self.doors.url is not None:
            return self.doors.url
        scheme = "https" if self.tls_cert else "http"
        return f"{scheme}://localhost:{self.port}" if self.loopback else None

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        if self.host in LOCAL_HOSTS:
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False
