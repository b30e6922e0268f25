"""Opens the folder of samples of a server, where the operator wants one."""

import time

from clearsight.deployment.settings import ServeSettings
from clearsight.errors import UsageError
from clearsight.samples import Keeper, SampleFolder


def keeper_of(settings: ServeSettings) -> Keeper | None:
    """The keeper of one process; None where nothing is kept, and what is over its time goes.

    Raises:
        UsageError: there is no audit that could tell who opens a sample.
        StoreError: the key cannot be read or made.
    """
    wanted = settings.samples
    if wanted.days and settings.audit is None:
        raise UsageError(
            "samples are to be kept and there is no audit, so nobody could tell who opened them. "
            "Leave out --audit off, or --keep-samples-days"
        )
    if not wanted.days and wanted.folder is not None:
        SampleFolder(wanted.folder).tidy(time.time())
    return Keeper.of(wanted)
