"""Opens the vault of a server: where its master key lies, and the secret that signs receipts."""

from clearsight.deployment.audit import secret_of
from clearsight.deployment.settings import ServeSettings
from clearsight.store import Store
from clearsight.vault.master import Master, default_file
from clearsight.vault.vault import Vault


def vault_of(settings: ServeSettings, store: Store) -> Vault:
    """The vault of one process. Nothing is read or written yet."""
    return Vault(
        store.database,
        Master(settings.vault_key or default_file()),
        lambda: secret_of(settings.pepper),
        retention=settings.retention,
        room=settings.room,
        mails=bool(settings.doors.mail and settings.origin),
    )
