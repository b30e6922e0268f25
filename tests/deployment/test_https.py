"""The home's own certificates: browsers accept them at home, and nowhere else."""

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from clearsight.deployment import https
from clearsight.deployment.https import home_names, home_tls
from clearsight.errors import StoreError, UsageError

NAMES = ("hall.local", "localhost", "127.0.0.1", "192.168.1.20")


def shake_hands(chain: Path, key: Path, authority: Path, name: str) -> None:
    """One TLS connection over a socket pair; the client trusts the authority alone.

    Raises:
        ssl.SSLError: the client does not accept the certificate.
    """
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(chain, key)
    client = ssl.create_default_context(cafile=str(authority))
    here, there = socket.socketpair()

    def answer() -> None:
        try:
            server.wrap_socket(there, server_side=True).close()
        except (ssl.SSLError, OSError):
            there.close()

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        client.wrap_socket(here, server_hostname=name).close()
    finally:
        here.close()
        thread.join()


@pytest.mark.parametrize("name", NAMES)
def test_a_client_that_trusts_the_authority_accepts_every_name(tmp_path: Path, name: str) -> None:
    made = home_tls(tmp_path, NAMES)
    shake_hands(made.chain, made.key, made.authority, name)


def test_another_name_or_another_authority_is_not_accepted(tmp_path: Path) -> None:
    made, other = home_tls(tmp_path / "a", NAMES), home_tls(tmp_path / "b", NAMES)
    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        shake_hands(made.chain, made.key, made.authority, "kitchen.local")
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(made.chain, made.key, other.authority, "hall.local")


def test_who_steals_the_authority_cannot_be_a_bank(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = home_tls(tmp_path, NAMES)
    monkeypatch.setattr(https, "_general", x509.DNSName)
    forged = home_tls(tmp_path, ("bank.example.org",))
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        shake_hands(forged.chain, forged.key, made.authority, "bank.example.org")


@pytest.mark.parametrize("name", ["example.org", "notlocal", "8.8.8.8", "x.local.example.org"])
def test_a_name_outside_home_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="expected one"):
        home_tls(tmp_path, (name,))


def test_a_second_start_changes_nothing_and_another_name_only_the_certificate(
    tmp_path: Path,
) -> None:
    first = home_tls(tmp_path, NAMES)
    before = first.chain.read_bytes()
    again = home_tls(tmp_path, NAMES)
    assert again == first
    assert again.chain.read_bytes() == before
    more = home_tls(tmp_path, (*NAMES, "192.168.1.21"))
    assert more.fingerprint == first.fingerprint
    assert more.chain.read_bytes() != before


def test_a_certificate_that_ends_soon_is_made_anew_under_the_same_authority(
    tmp_path: Path,
) -> None:
    old = datetime.now(UTC) - timedelta(days=380)
    first = home_tls(tmp_path, NAMES, now=old)
    before = first.chain.read_bytes()
    second = home_tls(tmp_path, NAMES)
    assert second.fingerprint == first.fingerprint
    assert second.chain.read_bytes() != before
    shake_hands(second.chain, second.key, first.authority, "hall.local")


def test_the_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    made = home_tls(tmp_path, NAMES)
    for path in (tmp_path / "authority.key", made.key):
        assert path.stat().st_mode & 0o777 == 0o600
    (tmp_path / "authority.key").chmod(0o644)
    with pytest.raises(StoreError, match="can be read by others"):
        home_tls(tmp_path, NAMES)


def test_a_damaged_certificate_is_replaced_and_a_damaged_authority_is_told(
    tmp_path: Path,
) -> None:
    made = home_tls(tmp_path, NAMES)
    made.chain.write_text("nonsense")
    made = home_tls(tmp_path, NAMES)
    shake_hands(made.chain, made.key, made.authority, "localhost")
    made.authority.write_text("nonsense")
    with pytest.raises(UsageError, match="holds no certificate"):
        home_tls(tmp_path, NAMES)


def test_a_foreign_authority_beside_our_key_is_told(tmp_path: Path) -> None:
    made, other = home_tls(tmp_path / "a", NAMES), home_tls(tmp_path / "b", NAMES)
    made.authority.write_bytes(other.authority.read_bytes())
    with pytest.raises(UsageError, match="does not belong to the key"):
        home_tls(tmp_path / "a", NAMES)


def test_the_fingerprint_is_the_one_a_phone_shows(tmp_path: Path) -> None:
    made = home_tls(tmp_path, NAMES)
    found = x509.load_pem_x509_certificate(made.authority.read_bytes())
    digest = hashes.Hash(hashes.SHA256())
    digest.update(found.public_bytes(serialization.Encoding.DER))
    assert made.fingerprint == digest.finalize().hex(":").upper()
    assert len(made.fingerprint) == 95


def test_this_machine_is_called_what_the_authority_may_sign_for(tmp_path: Path) -> None:
    names = home_names()
    assert "localhost" in names
    assert "127.0.0.1" in names
    home_tls(tmp_path, names)
