"""Addresses of the network and whole networks, as settings name them."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from engine.errors import WrongSetting
from engine.language.sentences import _

Network = IPv4Network | IPv6Network
LOOPBACK = "127.0.0.0/8,::1"


def networks(name: str) -> Callable[[str], str]:
    """Reads a setting of that name, which is refused where it names no networks."""

    def read(value: str) -> str:
        try:
            named(value)
        except ValueError:
            sentence = _(
                "{setting} must name addresses or networks, joined by commas, for example"
                " {example}.",
                setting=name,
                example="127.0.0.1,10.20.0.0/16",
            )
            raise WrongSetting(name, sentence) from None
        return value

    return read


def named(value: str) -> list[Network]:
    """The networks that are named, joined by commas; ValueError where one is none."""
    return [ip_network(each.strip()) for each in value.split(",")]


def is_among(address: str, value: str) -> bool:
    """Whether an address belongs to one of the networks that are named."""
    try:
        known = ip_address(address)
    except ValueError:  # a name, or nothing
        return False
    mapped = known.ipv4_mapped if isinstance(known, IPv6Address) else None
    return any((mapped or known) in network for network in named(value))
