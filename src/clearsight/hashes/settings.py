"""How a deployer sets hash matching up, and the Screen that comes of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from clearsight.errors import UsageError
from clearsight.hashes.match import HashMatcher
from clearsight.hashes.screen import TIMEOUT_S, OnHit, Screen
from clearsight.hashes.sealed import Seal
from clearsight.registry import factory

ON_HIT = ("nothing", "preserve")


@dataclass(frozen=True, slots=True)
class HashSettings:
    """What the deployer says; by default nothing is matched.

    Attributes:
        matchers: specs NAME:ARGUMENT, such as "list:known.csv" or "service:https://host/match".
        api_key: for matchers that ask a service.
        on_hit: what happens besides the refusal: "nothing", or "preserve" a sealed copy.
        folder, certificate: for "preserve", see `sealed`.
        timeout_s: for one matcher and one upload.
    """

    matchers: tuple[str, ...] = ()
    api_key: str | None = field(default=None, repr=False)
    on_hit: str = "nothing"
    folder: Path | None = None
    certificate: Path | None = None
    timeout_s: float = TIMEOUT_S


def screen_of(settings: HashSettings, who: Callable[[], str] = str) -> Screen | None:
    """The screen, None where no matcher is named.

    Raises:
        UnknownName: no matcher is registered under a name.
        UsageError: a setting that cannot work, or a list that cannot be read.
    """
    on_hit = _on_hit(settings, who)
    if not settings.matchers:
        if settings.on_hit != "nothing":
            raise UsageError("something is to happen on a hash hit, but no hash matcher is named")
        return None
    matchers = [_matcher(spec, settings.api_key) for spec in settings.matchers]
    return Screen(matchers, on_hit, timeout_s=settings.timeout_s)


def _matcher(spec: str, api_key: str | None) -> HashMatcher:
    name, _, argument = spec.partition(":")
    matcher: HashMatcher = factory("hash_matchers", name)(argument, api_key)
    return matcher


def _on_hit(settings: HashSettings, who: Callable[[], str]) -> OnHit | None:
    if settings.on_hit not in ON_HIT:
        raise UsageError(f"on_hash_hit is {settings.on_hit!r}, expected one of {', '.join(ON_HIT)}")
    if settings.on_hit == "nothing":
        return None
    if settings.folder is None or settings.certificate is None:
        raise UsageError("on_hash_hit = preserve needs a folder and a certificate to seal to")
    return Seal(settings.folder, settings.certificate, who)
