"""Who asks is known by the networks that settings name."""

from __future__ import annotations

import pytest

from engine.errors import WrongSetting
from engine.networks import LOOPBACK, is_among, networks


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_this_machine_has_several_addresses(address):
    assert is_among(address, LOOPBACK)


@pytest.mark.parametrize("address", ["10.0.0.1", "::2", "::ffff:10.0.0.1", "localhost", ""])
def test_others_are_not_this_machine(address):
    assert not is_among(address, LOOPBACK)


def test_networks_are_joined_by_commas():
    named = networks("SAMSAK_PROXIES")("127.0.0.1, 10.20.0.0/16")

    assert is_among("10.20.30.40", named)
    assert not is_among("127.0.0.2", named)


@pytest.mark.parametrize("value", ["all", "10.20.0.1/16", "127.0.0.1,"])
def test_what_is_no_network_is_refused(value):
    with pytest.raises(WrongSetting, match="SAMSAK_PROXIES"):
        networks("SAMSAK_PROXIES")(value)
