"""Tells those who did not want to wait, by mail, that somebody is here."""

import asyncio

import structlog

from clearsight.errors import UsageError
from clearsight.people import Mail
from clearsight.vault.rounds import Rounds
from clearsight.vault.telling import Telling

log = structlog.stdlib.get_logger("clearsight.vault")
EVERY_S = 10.0
SUBJECT = "Somebody is here now"
TEXT = """You asked to be told when a person is here to help with your photo. Somebody is here now.

{base}/person?lang={language}

Open it in the browser in which you asked, and press "Keep waiting": your place in the line is
held for an hour. This message is the only one, and your address is deleted with it.
"""


class Teller:
    """Sends the messages.

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
            text = TEXT.format(base=self._base, language=one.language)
            try:
                await asyncio.to_thread(self._mail.send, one.address, SUBJECT, text)
            except UsageError:
                # No address after all: trying again would not help, and the page tells them too.
                log.warning("telling", problem="an address that no mail can be sent to")
            await self._telling.told(one.ticket)
            sent += 1
        return sent
