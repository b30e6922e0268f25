"""Opens the vault of a server: where its master key lies, and the secret that signs receipts."""

from clearsight.deployment.audit import secret_of
from clearsight.deployment.settings import ServeSettings
from clearsight.deployment.teller import Teller
from clearsight.people import mail_of
from clearsight.store import Store
from clearsight.vault.master import Master, default_file
from clearsight.vault.rounds import Rounds
from clearsight.vault.sweep import Sweeper
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


def rounds_of(settings: ServeSettings, vault: Vault) -> tuple[Rounds, ...]:
    """What is done for a vault beside the requests: sweeping, and mail where it can be sent.

    Raises:
        UsageError: CLEARSIGHT_MAIL is no way to send mail.
    """
    sweeping = Sweeper(vault).rounds
    if not (settings.doors.mail and settings.origin):
        return (sweeping,)
    teller = Teller(vault.telling, mail_of(settings.doors.mail), settings.origin)
    return sweeping, teller.rounds
