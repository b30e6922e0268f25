"""How people get in: the address of the pages, mail, invited users alone or everybody."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from clearsight.errors import UsageError


@dataclass(frozen=True, slots=True)
class DoorSettings:
    """How people get in.

    Attributes:
        url: the address of the pages as browsers see it, such as https://assist.example.org; links
            in mail begin with it, as what a request says of its host can be forged.
        mail: how mail goes out, see clearsight.people.mail; None for a folder below the data's.
        invited: the pages answer members of cohorts alone.
        authority: certificate that phones are told to trust, PEM; None where TLS is none of ours.

    Raises:
        UsageError: no such address.
    """

    url: str | None = None
    mail: str | None = field(default=None, repr=False)
    invited: bool = False
    authority: Path | None = None

    def __post_init__(self) -> None:
        if self.url is not None and not _whole(self.url):
            raise UsageError(
                f"the address of the pages is {self.url!r}; expected https://name or "
                "https://name:port, without a path (plain http only for localhost)"
            )


def _whole(url: str) -> bool:
    parts = urlsplit(url)
    try:
        named = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    secret = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname == "localhost")
    return named and secret and url == f"{parts.scheme}://{parts.netloc}" and "@" not in url
