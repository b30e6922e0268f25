"""Whether a request comes from this machine and from a page or program of its own."""

from ipaddress import ip_address

from starlette.requests import HTTPConnection

from clearsight.deployment import LOCAL_HOSTS

# A proxy on this machine hands on the requests of others.
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


def foreign(connection: HTTPConnection) -> str:
    """Why a request does not count as local; empty when it does."""
    host = connection.headers.get("host", "").lower()
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    if name not in LOCAL_HOSTS:
        # Else a web page under a name that resolves to this machine could ask us.
        return f"it was sent to {name[:100]!r}"
    if any(connection.headers.get(header) for header in FORWARDED):
        return "a proxy handed it on"
    return "" if from_here(connection) else "it came from another machine"


def from_here(connection: HTTPConnection) -> bool:
    """Whether the other end of the connection is this machine (or its proxy says so)."""
    try:
        return connection.client is not None and ip_address(connection.client.host).is_loopback
    except ValueError:
        return False
