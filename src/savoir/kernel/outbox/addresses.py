"""Which addresses we would ever call: https, a public host by its name, nothing that leads inside. Pure.

The connector asks again at each connection, of the very address it connects to: a name says nothing about
where it leads tomorrow.
"""

import ipaddress
import re
from typing import Final
from urllib.parse import urlsplit

LONGEST: Final = 2000
_NAME: Final = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)(?:\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*")
_NUMERIC: Final = re.compile(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)")
_LOOPBACK_NAMES: Final = ("localhost", "127.0.0.1", "::1")
_INSIDE: Final = tuple(
    ipaddress.ip_network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32",
        "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip


def refused_address(text: str) -> bool:
    """Whether an IP address, in its usual writing, leads inside; what is no address is refused too."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return True
    inside = any(address in block for block in _INSIDE if block.version == address.version)
    return inside or not address.is_global


def url_fault(url: str, *, to_loopback: bool = False) -> str:
    """Why we would not call `url`; empty when we would.

    Codes: long, bent, scheme, userinfo, host, port, fragment, inside. `to_loopback` allows plain http to this
    very machine (demo and tests, never production).
    """
    if len(url) > LONGEST:
        return "long"
    if url != url.strip() or re.search(r"[\x00-\x20\x7f\\]", url):
        return "bent"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "bent"
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        return "userinfo"
    if parts.fragment:
        return "fragment"
    if to_loopback and parts.scheme in ("http", "https") and host in _LOOPBACK_NAMES:
        return ""
    return _public_fault(parts.scheme, host, port)


def _public_fault(scheme: str, host: str, port: int | None) -> str:
    if scheme != "https":
        return "scheme"
    if port is not None and port != 443 and port < 1024:
        return "port"
    if ":" in host:
        return "inside" if refused_address(host) else ""
    if host.endswith(".") or not _NAME.fullmatch(host):
        return "host"
    if _NUMERIC.fullmatch(host.rpartition(".")[2]):
        return "inside" if refused_address(host) else ""  # another writing of an address is none to us
    return "inside" if _is_inner_name(host) else ""


def _is_inner_name(host: str) -> bool:
    name = host.lower()
    inner = ("localhost", "local", "internal", "intranet", "lan", "home.arpa", "invalid", "onion")
    return "." not in name or any(name.endswith(f".{end}") for end in inner)
