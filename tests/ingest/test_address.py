"""Addresses that must never be fetched, in every disguise that we know; and some that may."""

import ipaddress

import pytest

from clearsight.errors import IngestError
from clearsight.ingest.address import check_ip, check_url

HOSTILE_BY_KIND: dict[str, list[str]] = {
    "schemes": [
        "http://example.com/plain-http",
        "ftp://example.com/a.jpg",
        "file:///etc/passwd",
        "gopher://example.com/",
        "javascript:alert(1)",
        "data:text/plain,hello",
        "//example.com/a.jpg",
        "https:example.com/a.jpg",
        "https:///a.jpg",
        "https://",
    ],
    "user names": [
        "https://user@example.com/",
        "https://user:secret@example.com/",
        "https://example.com@127.0.0.1/",
        "https://127.0.0.1#@example.com/",
        "https://example.com\\@127.0.0.1/",
        "https://1.1.1.1 &@127.0.0.1/",
    ],
    "ports": [
        "https://example.com:22/",
        "https://example.com:8080/",
        "https://example.com:6379/",
        "https://example.com:0/",
        "https://example.com:99999/",
        "https://example.com:/",
        "https://example.com:443x/",
        "https://1.1.1.1:8443/",
        "https://[2606:4700:4700::1111]:22/",
    ],
    "torn hosts": [
        "https://[::1/",
        "https://::1/",
        "https://[v1.x]/",
        "https://example.com%00.evil.com/",
        "https://127.0.0.1%2f.example.com/",
        "https://example.com./",
        "https://example..com/",
        "https://.example.com/",
        "https://-example.com/",
        "https://exa_mple.com/",
        "https://example.com\\.evil.com/",
        "https://example.com/ a",
        "https://example.com/\ta",
        "https://example.com/\r\nHost: localhost",
    ],
    "local and metadata names": [
        "https://localhost/",
        "https://LOCALHOST/",
        "https://localhost./",
        "https://printer.local/",
        "https://router.lan/",
        "https://db.internal/",
        "https://metadata.google.internal/computeMetadata/v1/",
        "https://metadata.google.internal./",
        "https://metadata/latest",
        "https://kubernetes.default.svc.cluster.local/",
        "https://service.home.arpa/",
        "https://1.0.0.127.in-addr.arpa/",
        "https://hidden.onion/",
        "https://127.0.0.1.nip.io/",
        "https://10-0-0-1.sslip.io/",
        "https://localtest.me/",
    ],
    "IPv4 in other spellings": [
        "https://127.1/",
        "https://127.0.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://0x7f.1/",
        "https://017700000001/",
        "https://0177.0.0.1/",
        "https://127.0.0.01/",
        "https://127.0.0.1./",
        "https://0/",
        "https://256.256.256.256/",
        "https://1.2.3.4.5/",
    ],
    "special IPv4": [
        "https://127.0.0.1/",
        "https://0.0.0.0/",
        "https://10.0.0.1/",
        "https://172.16.0.1/",
        "https://172.31.255.255/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://169.254.170.2/v2/credentials",
        "https://100.64.0.1/",
        "https://100.100.100.200/latest/meta-data/",
        "https://168.63.129.16/machine",
        "https://192.0.0.192/opc/v2/",
        "https://192.0.2.1/",
        "https://198.18.0.1/",
        "https://198.51.100.1/",
        "https://203.0.113.1/",
        "https://224.0.0.1/",
        "https://240.0.0.1/",
        "https://255.255.255.255/",
    ],
    "special IPv6": [
        "https://[::]/",
        "https://[::1]/",
        "https://[0:0:0:0:0:0:0:1]/",
        "https://[100::1]/",
        "https://[2001:db8::1]/",
        "https://[3fff::1]/",
        "https://[5f00::1]/",
        "https://[fc00::1]/",
        "https://[fd00:ec2::254]/latest/meta-data/",
        "https://[fe80::1]/",
        "https://[fec0::1]/",
        "https://[ff02::1]/",
    ],
    "IPv4 in IPv6": [
        "https://[::127.0.0.1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[::ffff:8.8.8.8]/",
        "https://[::ffff:0:127.0.0.1]/",
        "https://[::7f00:1]/",
        "https://[0:0:0:0:0:ffff:a00:1]/",
    ],
    "NAT64": [
        "https://[64:ff9b::7f00:1]/",
        "https://[64:ff9b::8.8.8.8]/",
        "https://[64:ff9b:1::1]/",
        "https://[64:ff9b::a9fe:a9fe]/latest/meta-data/",
        "https://[64:ff9b:1:7f00:1::]/",
    ],
    "6to4 and Teredo": [
        "https://192.88.99.1/",
        "https://[2001::1]/",
        "https://[2001:0:7f00:1::]/",
        "https://[2002:7f00:1::]/",
        "https://[2002:0a00:0001::1]/",
        "https://[2002:a9fe:a9fe::1]/",
        "https://[2001:0:4136:e378:8000:63bf:f5ff:fffe]/",
    ],
    "zone ids": [
        "https://[fe80::1%25eth0]/",
        "https://[2606:4700::1111%25lo]/",
        "https://[fe80::1%eth0]/",
        "https://[::1%25]/",
        "https://[fe80::a%251]/",
    ],
    "IDNA and look-alikes": [
        "https://１２７.0.0.1/",
        "https://127。0。0。1/",
        "https://ⓛocalhost/",
        "https://ⓔxample.com/",
        "https://exa\u00admple.com/",
        "https://\u202eexample.com/",
        "https://bücher.de/",
        "https://exampⅼe.com/",
    ],
}
HOSTILE = [url for urls in HOSTILE_BY_KIND.values() for url in urls]


def test_table_is_long_enough() -> None:
    assert len(HOSTILE) == len(set(HOSTILE)) >= 100


@pytest.mark.parametrize("url", HOSTILE)
def test_hostile_address_is_refused(url: str) -> None:
    with pytest.raises(IngestError) as caught:
        check_url(url)
    assert caught.value.code in ("bad_address", "refused_address")


@pytest.mark.parametrize("url", [url for url in HOSTILE if url.startswith("https:")])
def test_hostile_address_is_refused_over_http_as_well(url: str) -> None:
    with pytest.raises(IngestError):
        check_url("http:" + url[6:], allow_http=True)


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("https://example.com/a.jpg", "example.com", 443),
        ("HTTPS://Example.COM/A.jpg?b=c%20d#part", "example.com", 443),
        ("https://example.com:443", "example.com", 443),
        ("https://xn--bcher-kva.de/bild.png", "xn--bcher-kva.de", 443),
        ("https://1.1.1.1/a.png", "1.1.1.1", 443),
        ("https://[2606:4700:4700::1111]/a.png", "2606:4700:4700::1111", 443),
        ("https://cdn-1.images.example.org/@user/a%40b.webp", "cdn-1.images.example.org", 443),
    ],
)
def test_public_address_passes(url: str, host: str, port: int) -> None:
    found = check_url(url)
    assert (found.host, found.port) == (host, port)
    assert "#" not in found.url


def test_http_passes_only_behind_its_switch() -> None:
    assert check_url("http://example.com/a.jpg", allow_http=True).port == 80


def test_path_and_query_are_kept_as_given() -> None:
    assert check_url("https://EXAMPLE.com/A/b?C=d").url == "https://example.com/A/b?C=d"
    assert check_url("https://example.com?q=1").url == "https://example.com/?q=1"


def test_overlong_address_is_refused() -> None:
    with pytest.raises(IngestError, match="2048"):
        check_url("https://example.com/" + "a" * 2048)


@pytest.mark.parametrize(
    "network", ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "224.0.0.0/4"]
)
def test_both_ends_of_a_private_network_are_refused(network: str) -> None:
    net = ipaddress.ip_network(network)
    for ip in (net[0], net[-1]):
        with pytest.raises(IngestError):
            check_ip(ip)


def test_refusal_does_not_tell_which_address_was_found() -> None:
    with pytest.raises(IngestError) as caught:
        check_ip(ipaddress.ip_address("10.11.12.13"))
    assert "10.11" not in str(caught.value)
