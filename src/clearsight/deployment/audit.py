"""Opens the audit of a server: where it lies, and the secret that its keys are made from."""

from pathlib import Path

from clearsight.audit import AuditLog, Recorder
from clearsight.build import load_policy
from clearsight.deployment.settings import ServeSettings
from clearsight.errors import StoreError
from clearsight.store import pepper as peppers


def opened(settings: ServeSettings) -> Recorder | None:
    """The recorder of one process; None where no audit is kept. Nothing is written yet.

    Raises:
        StoreError: the pepper cannot be read or made.
        PolicyError: the shadow policy cannot be applied as written.
    """
    if settings.audit is None:
        return None
    secret, shadow = secret_of(settings.pepper), settings.shadow_policy
    return Recorder(
        AuditLog(settings.audit, secret),
        secret,
        required=settings.audit_required,
        shadow=load_policy(shadow) if shadow else None,
    )


def secret_there(pepper: str | Path | None) -> bytes:
    """The pepper's bytes, where one must have been made before.

    Raises:
        StoreError: it is not there, or cannot be read.
        UsageError: it is too short.
    """
    if isinstance(pepper, str):
        return peppers.Pepper(pepper.encode()).secret
    place = Path(pepper or peppers.default_file())
    there = peppers.read(place)
    if there is None:
        raise StoreError(
            f"there is no pepper in {place}, and the audit's key is made from it. Run as the "
            f"server's user, set CLEARSIGHT_PEPPER, or check the chain alone with --without-key."
        )
    return there.secret


def secret_of(pepper: str | Path | None) -> bytes:
    """The pepper's bytes; a file of it is made when there is none.

    Raises:
        StoreError: it cannot be read or made.
        UsageError: it is too short.
    """
    if isinstance(pepper, str):
        return peppers.Pepper(pepper.encode()).secret
    return peppers.make(pepper or peppers.default_file()).secret
