"""Addresses we would never call, in every writing somebody found for them."""

import pytest

from savoir.kernel.outbox.addresses import refused_address, url_fault


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.10", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.127.255.254", "192.0.0.8", "198.18.0.1", "203.0.113.7",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1",
        "::ffff:7f00:1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "2002:7f00:1::", "2001::1", "fc00::1",
        "fd12::1",
        "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "2001:db8::1", "100::1", "", "not an address",
        "2130706433", "0x7f.1", "0177.0.0.1", "127.1",
    ],
)  # fmt: skip
def test_what_leads_inside_or_is_oddly_written_is_refused(address: str) -> None:
    assert refused_address(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "51.15.0.1", "2606:4700::1111", "2a01:e0a::1"])
def test_public_addresses_pass(address: str) -> None:
    assert not refused_address(address)


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("http://shop.example.com/hook", "scheme"), ("ftp://shop.example.com/", "scheme"),
        ("file:///etc/passwd", "scheme"), ("gopher://shop.example.com/", "scheme"),
        ("shop.example.com", "scheme"),
        ("", "scheme"), ("https://", "host"), ("https:///hook", "host"),
        ("https://user@shop.example.com/", "userinfo"), ("https://user:secret@shop.example.com/", "userinfo"),
        ("https://shop.example.com@127.0.0.1/", "userinfo"), ("https://@shop.example.com/", "userinfo"),
        ("https://shop.example.com./hook", "host"), ("https://localhost./", "host"),
        ("https://169.254.169.254./", "host"), ("https://localhost/", "inside"),
        ("https://intranet/", "inside"),
        ("https://db.internal/", "inside"), ("https://printer.local/", "inside"),
        ("https://127.0.0.1/", "inside"), ("https://2130706433/", "inside"),
        ("https://0x7f000001/", "inside"),
        ("https://0177.0.0.1/", "inside"), ("https://127.1/", "inside"), ("https://0x7f.0.0.1/", "inside"),
        ("https://017700000001/", "inside"), ("https://10.0.0.1/", "inside"), ("https://0/", "inside"),
        ("https://0.0.0.0/", "inside"), ("https://169.254.169.254/latest/meta-data", "inside"),
        ("https://[::1]/", "inside"), ("https://[::ffff:127.0.0.1]/", "inside"),
        ("https://[fe80::1]/", "inside"),
        ("https://[fd00::1]/", "inside"), ("https://[::]/", "inside"), ("https://[::1/", "bent"),
        ("https://shop.example.com:22/", "port"), ("https://shop.example.com:80/", "port"),
        ("https://shop.example.com:0/", "port"), ("https://shop.example.com:99999/", "bent"),
        ("https://shop.example.com:x/", "bent"), ("https://shop.example.com/#part", "fragment"),
        ("https://shop.example.com\\@127.0.0.1/", "bent"), ("https://shop.example.com/\r\nX: 1", "bent"),
        (" https://shop.example.com/", "bent"), ("https://shop_example.com/", "host"),
        ("https://boutique.é.fr/", "host"), ("https://-a.example.com/", "host"),
        ("https://a..example.com/", "host"),
        ("https://" + "a" * 2000 + ".example.com/", "long"),
    ],
)  # fmt: skip
def test_an_address_is_refused_with_its_reason(url: str, fault: str) -> None:
    assert url_fault(url) == fault


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example.com/hook", "https://shop.example.com:8443/hook?shop=1", "https://8.8.8.8/hook",
        "https://xn--botique-xxa.example.com/", "HTTPS://SHOP.EXAMPLE.COM/", "https://[2606:4700::1111]/",
    ],
)  # fmt: skip
def test_a_public_address_by_https_passes(url: str) -> None:
    assert url_fault(url) == ""


def test_plain_http_is_for_this_machine_and_only_when_it_was_allowed() -> None:
    for url in ("http://127.0.0.1:9000/", "http://localhost:9000/", "http://[::1]:9000/"):
        assert url_fault(url)
        assert url_fault(url, to_loopback=True) == ""
    for url in ("http://127.0.0.2/", "http://10.0.0.1/", "http://shop.example.com/", "http://u@localhost/"):
        assert url_fault(url, to_loopback=True)
