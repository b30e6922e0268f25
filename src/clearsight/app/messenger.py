"""Tells those who did not want to wait, by mail, that somebody is here."""

import asyncio

import structlog

from clearsight.app.letters import somebody_here
from clearsight.app.words import words
from clearsight.deployment import ServeSettings
from clearsight.errors import UsageError
from clearsight.people import Mail, mail_of
from clearsight.vault.rounds import Rounds
from clearsight.vault.telling import Telling

log = structlog.stdlib.get_logger("clearsight.vault")
EVERY_S = 10.0


class Messenger:
    """Sends the messages, each in the language of the page on which the place was taken.

    Args:
        base: address of the pages, without a slash at its end.
    """

    def __init__(self, telling: Telling, mail: Mail, base: str) -> None:
        self._telling, self._mail, self._base = telling, mail, base
        self.rounds = Rounds("telling", self.tell, EVERY_S)

    async def tell(self) -> int:
        """Send what is to be sent; how many.

        Raises:
            StoreError: the database fails.
            MailError: a message was not taken; it is tried again after two minutes.
        """
        sent = 0
        while (one := await self._telling.next()) is not None:
            letter = somebody_here(self._base, words(one.language))
            try:
                await asyncio.to_thread(self._mail.send, one.address, letter.subject, letter.text)
            except UsageError:
                # No address after all: trying again would not help, and the page tells them too.
                log.warning("telling", problem="an address that no mail can be sent to")
            await self._telling.told(one.ticket)
            sent += 1
        return sent


def messenger_of(settings: ServeSettings, telling: Telling) -> Messenger | None:
    """None where no mail can be sent or the address of the pages is not known.

    Raises:
        UsageError: CLEARSIGHT_MAIL is no way to send mail.
    """
    if not (settings.doors.mail and settings.origin):
        return None
    return Messenger(telling, mail_of(settings.doors.mail), settings.origin)
