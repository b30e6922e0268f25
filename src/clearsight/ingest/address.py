"""Which web addresses may be fetched at all. Pure checks; `fetch` applies them again at connect.

Everything that is not plainly a public https address is refused: the rule is an allow-list. A name
may pass here and still resolve to a private address, which `check_ip` then refuses.
Sources: RFC 6890 and the IANA special-purpose registries, WHATWG URL section 3.5 (hosts that end
in a number), the cloud providers' metadata pages.
"""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from clearsight.errors import IngestError

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_MAX_URL_CHARS = 2048
_PORTS = {"https": 443, "http": 80}
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_ENDS_IN_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
_DEAD_ENDS = (
    "localhost", "local", "localdomain", "internal", "intranet", "private", "corp", "home", "lan",
    "home.arpa", "in-addr.arpa", "ip6.arpa", "onion", "test", "invalid", "example", "alt",
    "metadata.google.com", "metadata.azure.com", "metadata.tencentyun.com", "metadata.packet.net",
    "localtest.me", "lvh.me", "vcap.me", "nip.io", "sslip.io", "xip.io",
)  # fmt: skip
# Private in effect though not by registry: Azure's wire server is a public address.
_V4_REFUSED = tuple(ipaddress.IPv4Network(net) for net in (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32",
    "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24",
    "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",
    "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
))  # fmt: skip
# Only global unicast, less what tunnels IPv4 (Teredo in 2001::/23, 6to4) or documents. NAT64,
# mapped, compatible, unique local, link-local and multicast addresses lie outside 2000::/3.
_V6_GLOBAL = ipaddress.IPv6Network("2000::/3")
_V6_REFUSED = tuple(ipaddress.IPv6Network(net) for net in (
    "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Address:
    """An address that may be fetched; `host` is lower-case ASCII, `url` has no fragment."""

    url: str
    host: str
    port: int


def check_url(url: str, *, allow_http: bool = False) -> Address:
    """Judge an address before any name is resolved.

    Raises:
        IngestError: "bad_address" for what cannot be fetched, "refused_address" for what must not.
    """
    if len(url) > _MAX_URL_CHARS:
        raise _bad(url, f"is longer than {_MAX_URL_CHARS} characters")
    if not url.isascii() or any(c <= " " or c == "\x7f" or c in '\\<>"`{|}^' for c in url):
        raise _bad(url, "holds a character that must be percent-encoded (a host: in xn-- form)")
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError as error:
        raise _bad(url, f"cannot be read ({error})") from error
    if parts.scheme not in (("https", "http") if allow_http else ("https",)):
        raise _bad(url, f"has the scheme {parts.scheme!r}, accepted is https"
                   f"{' or http' if allow_http else ''}")  # fmt: skip
    if "@" in parts.netloc:
        raise _bad(url, "holds a user name or password")
    if port not in (None, 80, 443) or parts.netloc.endswith(":"):
        raise _refused("has a port other than 80 and 443")
    if not host:
        raise _bad(url, "names no host")
    check_host(host, bracketed=parts.netloc.startswith("["))
    rest = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(f"{parts.scheme}://{parts.netloc.lower()}{rest}", host,
                   port or _PORTS[parts.scheme])  # fmt: skip


def check_host(host: str, *, bracketed: bool = False) -> None:
    """Judge a host: an IP address in its one plain spelling, or a public-looking name."""
    if bracketed or ":" in host:
        check_ip(_literal(host, ipaddress.IPv6Address))
    elif _ENDS_IN_NUMBER.fullmatch(host):
        # Browsers and C libraries read 2130706433, 0x7f.1 and 0177.0.0.1 as addresses too.
        check_ip(_literal(host, ipaddress.IPv4Address))
    else:
        _check_name(host)


def check_ip(ip: IPAddress) -> None:
    """Refuse every address that is not plainly a public one, in all disguises."""
    if isinstance(ip, ipaddress.IPv4Address):
        public = ip.is_global and not any(ip in net for net in _V4_REFUSED)
    else:
        public = (
            ip.scope_id is None and ip.is_global and ip in _V6_GLOBAL
            and not any(ip in net for net in _V6_REFUSED)
        )  # fmt: skip
    if not public:
        # The address itself is left out: it may be what the sender wants to find out.
        raise _refused("does not lead to a public internet address")


def _literal(host: str, kind: type[IPAddress]) -> IPAddress:
    try:
        return kind(host)
    except ValueError:
        raise _refused("has an IP address in an unusual spelling as its host") from None


def _check_name(name: str) -> None:
    labels = name.split(".")
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise _refused("has a host that is no plain name (letters, digits, hyphens, no final dot)")
    if len(labels) < 2 or any(name == end or name.endswith(f".{end}") for end in _DEAD_ENDS):
        raise _refused("has a host of a local, internal or metadata network")


def _bad(url: str, what: str) -> IngestError:
    return IngestError("bad_address", f"the address {url[:80]!r} {what}; give a plain https "
                       f"address of a picture, or send the picture as a data URL")  # fmt: skip


def _refused(what: str) -> IngestError:
    return IngestError("refused_address", f"the address {what}, and only pictures on the public "
                       f"web are fetched; send the picture as a data URL")  # fmt: skip
