"""Members of cohorts among the visitors: who they are is a random cookie, and nothing else."""

from dataclasses import dataclass

from starlette.requests import Request

from clearsight.app.form import FormError
from clearsight.app.house import House
from clearsight.app.seal import Sealer
from clearsight.people import Cohorts, Feedback, Member, Members, Version

MEMBER_COOKIE = "clearsight_member"
KEPT_S = 365 * 86400
# What a member or somebody without an invitation is told instead of an answer.
TOLD = ("error_invited", "error_stopped", "error_waiting", "error_version")


@dataclass(frozen=True, slots=True)
class Admitted:
    """A member who may ask, and what answers them.

    Attributes:
        name: of the member, a hash.
    """

    name: str
    version: Version


async def member_of(house: House, request: Request) -> Member | None:
    """The member whose browser this is; None for everybody else.

    Raises:
        StoreError: the database fails; nobody is let in.
    """
    token = request.cookies.get(MEMBER_COOKIE, "")
    return await Members(house.store.database).member(token) if token else None


async def admitted(house: House, request: Request) -> Admitted | None:
    """The member who asks; None where everybody may ask, member or not.

    Raises:
        FormError: "error_invited", "error_stopped", "error_waiting", "error_version".
        StoreError: the database fails; nobody is let in.
    """
    member = await member_of(house, request)
    if member is None:
        if house.settings.doors.invited:
            raise FormError("error_invited")
        return None
    if member.cohort.state != "open":
        raise FormError("error_stopped")
    if member.state != "in":
        raise FormError("error_waiting")
    return Admitted(member.name, await _answering(house, member.cohort.version))


async def _answering(house: House, version: Version) -> Version:
    """The version that answers; a new one when its policy has changed since it was made.

    Raises:
        FormError: "error_version": this server serves no such model.
    """
    if version.model not in house.models():
        raise FormError("error_version")
    digest = house.guard(version.policy, version.model).policy.digest
    if digest == version.digest:
        return version
    cohort = await Cohorts(house.store.database).set_version(
        version.cohort, model=version.model, policy=version.policy, digest=digest
    )
    return cohort.version


async def counted(house: House, sealer: Sealer, asked: Admitted) -> str:
    """Count an answer to a member; the ticket by which they can judge it."""
    await Members(house.store.database).answered(asked.version.id)
    return feedback_of(house, sealer).ticket(asked.version.id, asked.name)


def feedback_of(house: House, sealer: Sealer) -> Feedback:
    """What members say on this server."""
    return Feedback(house.store.database, sealer.key("feedback"))
