"""Who may use the pages.

Members of a cohort, by its rules. Else everyone where the operator said so (--pages, --no-auth);
this machine where there are no keys; else those who hold an API key.
"""

from dataclasses import dataclass

from starlette.requests import Request

from clearsight.app.form import FormError
from clearsight.app.house import House
from clearsight.app.member import Admitted, admitted
from clearsight.app.seal import Picture
from clearsight.deployment import LOCAL_HOSTS
from clearsight.store import Key, Limited

KEY_COOKIE = "clearsight_key"


@dataclass(frozen=True, slots=True)
class Visitor:
    """One who was let in.

    Attributes:
        key: None where the server answers without keys.
        policy: what they are judged by.
        sees_trace: whether scores and findings may be shown; they would tell an attacker how
            close a try came.
        model: who answers; None for the server's own choice.
        member: of a cohort.
    """

    key: Key | None
    policy: str
    sees_trace: bool
    model: str | None = None
    member: Admitted | None = None


async def visitor_of(house: House, request: Request) -> Visitor:
    """The one who asks, if they may: as at the gateway, unless the operator opened the pages.

    Raises:
        FormError: "error_key_needed", "error_key_bad", "error_host", or as `admitted` says.
        StoreError: the database fails; nobody is let in.
    """
    member = await admitted(house, request)
    if member is not None:
        version = member.version
        return Visitor(None, version.policy, sees_trace=False, model=version.model, member=member)
    if house.settings.pages or house.settings.no_auth:
        return Visitor(None, house.default_policy, sees_trace=False)
    if await house.open_to_all():
        if not _local(request):
            raise FormError("error_host")
        return Visitor(None, house.default_policy, sees_trace=True)
    presented = request.cookies.get(KEY_COOKIE, "")
    if not presented:
        raise FormError("error_key_needed")
    return await keyed(house, presented)


async def keyed(house: House, presented: str) -> Visitor:
    """The holder of a key.

    Raises:
        FormError: "error_key_bad".
        StoreError: the database fails.
    """
    key = await house.store.keys.check(presented)
    if key is None:
        raise FormError("error_key_bad")
    return Visitor(key, key.policy or house.default_policy, key.may("trace"))


async def charge(house: House, visitor: Visitor, picture: Picture) -> None:
    """Take one request with one picture of what the key may use in a minute.

    Raises:
        FormError: "error_limit".
        StoreError: the database fails.
    """
    if visitor.key is None:
        return
    pixels = picture.image.width_px * picture.image.height_px
    answer = await house.store.usage.take(visitor.key, requests=1, images=1, pixels=pixels)
    if isinstance(answer, Limited):
        raise FormError("error_limit")


def _local(request: Request) -> bool:
    """A page under a foreign name that resolves to this machine must not get answers."""
    host = request.headers.get("host", "").lower()
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return name in LOCAL_HOSTS
