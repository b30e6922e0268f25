"""HTTPS on a home network: a certificate authority of one's own, for home names alone.

Browsers give the camera, installing and passkeys only to pages that came over HTTPS or from this
machine. No public authority signs for a name at home, so this one signs for itself: a phone trusts
it once, and then every certificate it makes. What it may sign for is written into it (RFC 5280,
4.2.1.10): names that end at home and private addresses. Whoever steals its key can pretend to be a
machine of that home, and no site of the internet.
"""

import ipaddress
import os
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from clearsight.errors import UsageError
from clearsight.store.secretfile import SecretFile

AUTHORITY = timedelta(days=3650)
LASTS = timedelta(days=397)  # browsers refuse longer ones from public authorities
RENEW = timedelta(days=30)
SKEW = timedelta(hours=1)  # a clock that is a little late must not refuse a new certificate
HOME_NAMES = ("localhost", "local", "home.arpa", "lan", "internal")
HOME_NETS = (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16",
    "::1/128", "fc00::/7", "fe80::/10",
)  # fmt: skip
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class HomeTls:
    """A certificate for this machine.

    Attributes:
        authority: what a phone is told to trust, PEM.
        chain, key: what the server shows and signs with, PEM.
        names: it is for these names and addresses.
        fingerprint: SHA-256 of the authority, to compare by eye.
    """

    authority: Path
    chain: Path
    key: Path
    names: tuple[str, ...]
    fingerprint: str


def home_names() -> tuple[str, ...]:
    """What this machine may be called at home: names first, then its private addresses."""
    host = socket.gethostname().split(".")[0].lower()
    found: list[str] = [f"{host}.local", "localhost"] if host != "localhost" else ["localhost"]
    addresses = {"127.0.0.1", "::1"}
    with suppress(OSError):
        addresses |= {str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None)}
    # Connecting a datagram socket sends nothing; it asks which address would be the sender's.
    for family, far in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((far, 9))
            addresses.add(str(probe.getsockname()[0]))
    kept = [address for address in map(_at_home, sorted(addresses)) if address is not None]
    return (*found, *map(str, kept))


def home_tls(
    folder: Path, names: Sequence[str] | None = None, *, now: datetime | None = None
) -> HomeTls:
    """The certificate in a folder; made when there is none, when names changed or it ends soon.

    Raises:
        StoreError: the folder cannot be written or its secrets can be read by others.
        UsageError: what lies there is no authority of ours, or a name is none of home.
    """
    at = now or datetime.now(UTC)
    wanted = tuple(names) if names is not None else home_names()
    key = _key(folder / "authority.key")
    authority = _authority(folder / "authority.crt", key, at)
    chain, own = folder / "server.crt", folder / "server.key"
    if not _good(chain, own, authority, wanted, at):
        _sign(chain, own, authority, key, wanted, at)
    return HomeTls(folder / "authority.crt", chain, own, wanted, fingerprint(authority))


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 as pairs of digits with colons, as phones show it."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def fingerprint_of(path: Path) -> str:
    """The fingerprint of a certificate in a file, PEM."""
    return fingerprint(x509.load_pem_x509_certificate(path.read_bytes()))


def _key(path: Path) -> ec.EllipticCurvePrivateKey:
    fresh = _pem(ec.generate_private_key(ec.SECP256R1()))
    kept = SecretFile(path, "the key of the home's certificates", "another data folder").make(fresh)
    try:
        key = serialization.load_pem_private_key(kept, None)
    except ValueError as error:
        raise UsageError(f"{path} holds no key; move it away to begin anew") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise UsageError(f"{path} holds another kind of key; move it away to begin anew")
    return key


def _authority(path: Path, key: ec.EllipticCurvePrivateKey, at: datetime) -> x509.Certificate:
    if path.exists():
        try:
            found = x509.load_pem_x509_certificate(path.read_bytes())
        except ValueError as error:
            raise UsageError(f"{path} holds no certificate; move it away to begin anew") from error
        if found.public_key() != key.public_key():
            raise UsageError(
                f"{path} does not belong to the key beside it; move both away to begin anew, and "
                "trust the new one on every phone"
            )
        if found.not_valid_after_utc > at:
            return found
    made = _new_authority(key, at)
    _write(path, made.public_bytes(serialization.Encoding.PEM), 0o644)
    return made


def _new_authority(key: ec.EllipticCurvePrivateKey, at: datetime) -> x509.Certificate:
    name = _named(f"Clearsight at home ({socket.gethostname()[:30]}, {at:%Y-%m-%d})")
    permitted: list[x509.GeneralName] = [x509.DNSName(one) for one in HOME_NAMES]
    permitted += [x509.IPAddress(ipaddress.ip_network(net)) for net in HOME_NETS]
    usage = _usage(sign=False, certify=True)
    return (
        _builder(name, name, key.public_key(), (at - SKEW, at + AUTHORITY))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _sign(
    chain: Path, own: Path, authority: x509.Certificate, key: ec.EllipticCurvePrivateKey,
    names: Sequence[str], at: datetime,
) -> None:  # fmt: skip
    fresh = ec.generate_private_key(ec.SECP256R1())
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    made = (
        _builder(_named("Clearsight"), authority.subject, fresh.public_key(),
                 (at - SKEW, at + LASTS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(sign=True, certify=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general(n) for n in names]), critical=False)
        .add_extension(issuer, critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    _write(own, _pem(fresh), 0o600)
    pem = serialization.Encoding.PEM
    _write(chain, made.public_bytes(pem) + authority.public_bytes(pem), 0o644)


def _builder(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey,
    time: tuple[datetime, datetime],
) -> x509.CertificateBuilder:  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(time[0])
        .not_valid_after(time[1])
    )


def _good(
    chain: Path, own: Path, authority: x509.Certificate, names: Sequence[str], at: datetime
) -> bool:
    """Whether the certificate that is there still serves."""
    try:
        found = x509.load_pem_x509_certificate(chain.read_bytes())
        key = serialization.load_pem_private_key(own.read_bytes(), None)
        found.verify_directly_issued_by(authority)
        known = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return False  # whatever is wrong with it, a new one is made
    same = list(known) == [_general(name) for name in names]
    return (
        same and key.public_key() == found.public_key() and found.not_valid_after_utc - at > RENEW
    )


def _general(name: str) -> x509.GeneralName:
    """Raises UsageError: the authority may not sign for that name."""
    with suppress(ValueError):
        ipaddress.ip_address(name)
        address = _at_home(name)
        if address is None:
            raise UsageError(f"{name} is no private address; expected one such as 192.168.1.5")
        return x509.IPAddress(address)
    if not any(name == home or name.endswith(f".{home}") for home in HOME_NAMES):
        raise UsageError(f"{name!r} is no name at home; expected one ending in .local or .lan")
    return x509.DNSName(name)


def _at_home(text: str) -> Address | None:
    with suppress(ValueError):
        address = ipaddress.ip_address(text.partition("%")[0])
        if any(address in ipaddress.ip_network(net) for net in HOME_NETS):
            return address
    return None


def _named(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def _usage(*, sign: bool, certify: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=sign, key_cert_sign=certify, crl_sign=certify, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False,
        decipher_only=False,
    )  # fmt: skip


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    kind = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption())


def _write(path: Path, data: bytes, mode: int) -> None:
    """Whole or not at all, and never readable by more than `mode` says."""
    beside = path.with_name(f".{path.name}-{os.getpid()}")
    handle = os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    os.replace(beside, path)
