"""Options of `clearsight serve` about how people get in: address, TLS, invitations."""

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from clearsight.errors import UsageError
from clearsight.settings import Settings

if TYPE_CHECKING:
    from clearsight.deployment import DoorSettings


@dataclass(frozen=True, slots=True)
class Doors:
    """What the options come to."""

    settings: "DoorSettings"
    tls_cert: Path | None
    tls_key: Path | None


def options(command: argparse.ArgumentParser) -> None:
    """Register the options."""
    command.add_argument("--tls-cert", type=Path, help="certificate chain, PEM")
    command.add_argument("--tls-key", type=Path, help="its private key, PEM")
    command.add_argument("--https", action="store_true",
                         help="TLS at home, by a certificate of its own")  # fmt: skip
    command.add_argument("--url", help="address of the pages as browsers see it, for links in mail")
    command.add_argument("--invited", action="store_true",
                         help="the pages answer members of cohorts alone")  # fmt: skip


def wanted(arguments: argparse.Namespace, settings: Settings) -> Doors:
    """What was asked for; with --https the certificate is made when there is none.

    Raises:
        UsageError: options that do not go together, or no such address.
        StoreError: the certificate cannot be written.
    """
    from clearsight.deployment import DoorSettings
    from clearsight.people import mail_of

    if settings.mail:
        mail_of(settings.mail)
    if (arguments.tls_cert is None) != (arguments.tls_key is None):
        raise UsageError("--tls-cert and --tls-key belong together; give both or neither")
    for path in filter(None, (arguments.tls_cert, arguments.tls_key)):
        if not path.is_file():
            raise UsageError(f"{path} is no file; expected a PEM file")
    url = (arguments.url or settings.url or "").rstrip("/") or None
    if arguments.https:
        return _home(arguments, settings, url)
    found = DoorSettings(url, settings.mail, arguments.invited)
    return Doors(found, arguments.tls_cert, arguments.tls_key)


def _home(arguments: argparse.Namespace, settings: Settings, url: str | None) -> Doors:
    """TLS by the home's own authority."""
    from clearsight.deployment import DoorSettings
    from clearsight.deployment.https import home_tls
    from clearsight.store import data_folder

    if arguments.tls_cert is not None:
        raise UsageError("--https makes its own certificate; leave --tls-cert and --tls-key away")
    made = home_tls(data_folder() / "https")
    first = "localhost" if arguments.host in ("127.0.0.1", "localhost", "::1") else made.names[0]
    found = DoorSettings(
        url or f"https://{first}:{arguments.port}", settings.mail, arguments.invited, made.authority
    )
    return Doors(found, made.chain, made.key)


def told(settings: "DoorSettings") -> list[str]:
    """What is said at the start about an authority of one's own, and who is answered."""
    lines = []
    if settings.authority is not None:
        from clearsight.deployment.https import fingerprint_of

        lines += [
            f"phones trust {settings.authority} once; {settings.url}/trust says how",
            f"its SHA-256 fingerprint: {fingerprint_of(settings.authority)}",
        ]
    if settings.invited:
        lines.append("--invited: the pages answer members of cohorts alone")
    return lines
