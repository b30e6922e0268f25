"""Passkeys: made by a browser's authenticator, checked with the package `webauthn`.

A passkey signs a challenge of ours for our address alone, so a page under another name gets nothing
that works here (WebAuthn level 3). Challenges are links of the database: one use, five minutes,
bound to the browser. Sign-in names nobody: the authenticator says whose passkey it is.
"""

import base64
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Row, delete, select, update

from clearsight.errors import MissingExtra
from clearsight.people.accounts import People
from clearsight.people.words import Person, moment
from clearsight.store.engine import Database
from clearsight.store.people_tables import people_passkeys as passkeys

MOST = 10  # of one person
MOST_BYTES = 20_000


@dataclass(frozen=True, slots=True)
class Passkey:
    """One passkey, as its owner sees it."""

    id: str
    label: str
    created: datetime
    used: datetime | None


def offered() -> bool:
    """Whether the extra is installed."""
    return find_spec("webauthn") is not None


class Passkeys:
    """Registers and checks passkeys for one address.

    Args:
        origin: the address of the pages as browsers see it, such as https://assist.example.org.
        clock: seconds since 1970; replaced in tests.

    Raises:
        MissingExtra: `webauthn` is not installed.
    """

    def __init__(
        self,
        database: Database,
        people: People,
        origin: str,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if not offered():
            raise MissingExtra("passkeys need a package: pip install 'clearsight[passkey]'")
        self._database, self._people, self._origin, self._clock = database, people, origin, clock
        self._site = urlsplit(origin).hostname or ""

    async def offer_new(self, person: Person, *, browser: str) -> str:
        """What a browser needs to make a passkey, as JSON.

        Args:
            browser: the cookie that the answer must come with.
        """
        import webauthn
        from webauthn.helpers import structs

        challenge = await self._people.links.make("passkey-new", person=person.id, browser=browser)
        known = [
            structs.PublicKeyCredentialDescriptor(id=_bytes(one.id))
            for one in await self.list(person.id)
        ]
        made = webauthn.generate_registration_options(
            rp_id=self._site,
            rp_name="Clearsight",
            user_id=person.handle,
            user_name=person.email,
            challenge=challenge.encode(),
            exclude_credentials=known,
            authenticator_selection=structs.AuthenticatorSelectionCriteria(
                resident_key=structs.ResidentKeyRequirement.REQUIRED,
                user_verification=structs.UserVerificationRequirement.REQUIRED,
            ),
        )
        return str(webauthn.options_to_json(made))

    async def add(self, answer: str, person: Person, *, browser: str, label: str) -> bool:
        """Keep a new passkey; False when it is none, or was not asked for."""
        import webauthn
        from webauthn.helpers.exceptions import WebAuthnException

        challenge = _challenge(answer)
        link = await self._people.links.take(challenge, "passkey-new", browser=browser)
        if link is None or link.person != person.id:
            return False
        if len(await self.list(person.id)) >= MOST:
            return False
        try:
            made = webauthn.verify_registration_response(
                credential=answer,
                expected_challenge=challenge.encode(),
                expected_rp_id=self._site,
                expected_origin=self._origin,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError):
            return False
        row = {
            "id": _text(made.credential_id),
            "person": person.id,
            "public": made.credential_public_key,
            "uses": made.sign_count,
            "label": "".join(c for c in label if c.isprintable())[:60] or "passkey",
            "created_s": int(self._clock()),
        }
        kept = await self._database.run(
            self._database.insert(passkeys)
            .values(row)
            .on_conflict_do_nothing(index_elements=[passkeys.c.id])
            .returning(passkeys.c.id)
        )
        return bool(kept)

    async def offer(self, *, browser: str) -> str:
        """What a browser needs to sign in, as JSON; the same for everybody."""
        import webauthn
        from webauthn.helpers import structs

        challenge = await self._people.links.make("passkey-in", browser=browser)
        made = webauthn.generate_authentication_options(
            rp_id=self._site,
            challenge=challenge.encode(),
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        )
        return str(webauthn.options_to_json(made))

    async def check(self, answer: str, *, browser: str) -> Person | None:
        """Who signed the challenge; None for nobody, whatever the reason."""
        import webauthn
        from webauthn.helpers.exceptions import WebAuthnException

        challenge = _challenge(answer)
        if await self._people.links.take(challenge, "passkey-in", browser=browser) is None:
            return None
        row = await self._row(_field(answer, "id"))
        if row is None:
            return None
        try:
            seen = webauthn.verify_authentication_response(
                credential=answer,
                expected_challenge=challenge.encode(),
                expected_rp_id=self._site,
                expected_origin=self._origin,
                credential_public_key=row.public,
                credential_current_sign_count=row.uses,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError):
            return None
        used = {"uses": seen.new_sign_count, "used_s": int(self._clock())}
        await self._database.run(update(passkeys).where(passkeys.c.id == row.id).values(**used))
        person = await self._people.get(row.person)
        return person if person is not None and person.state == "active" else None

    async def list(self, person: str) -> list[Passkey]:
        """A person's passkeys, the oldest first."""
        rows = await self._database.run(
            select(passkeys)
            .where(passkeys.c.person == person)
            .order_by(passkeys.c.created_s, passkeys.c.id)
        )
        return [
            Passkey(row.id, row.label, moment(row.created_s),
                    None if row.used_s is None else moment(row.used_s))
            for row in rows
        ]  # fmt: skip

    async def remove(self, passkey: str, *, person: str) -> None:
        """Forget a passkey of a person."""
        await self._database.run(
            delete(passkeys).where(passkeys.c.id == passkey, passkeys.c.person == person)
        )

    async def _row(self, passkey: str) -> Row[Any] | None:
        rows = await self._database.run(select(passkeys).where(passkeys.c.id == passkey))
        return rows[0] if rows else None


def _challenge(answer: str) -> str:
    """The challenge that an answer says it signed; checked by whoever takes it."""
    response = _field(answer, "response")
    try:
        data = json.loads(_bytes(str(response["clientDataJSON"])))
        return _bytes(str(data["challenge"])).decode()
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def _field(answer: str, name: str) -> Any:
    try:
        return json.loads(answer)[name] if len(answer) <= MOST_BYTES else ""
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
