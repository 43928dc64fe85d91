"""Addresses made without looking through all patterns are those that Django makes."""

import pytest
from django.urls import get_script_prefix, reverse, set_script_prefix

from archive.addresses import address_of


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("list", ()),
        ("document", ("7k2m9x4q-integration",)),
        ("issue", ("annals", "7-3-2007")),
        ("page", ("7k2m9x4q", "269")),
        ("page", ("7k2m9x4q", "[xii] bis 50%, 51é")),
        ("acronym", ("A/B & C+D~E:F@G?H#I",)),
        ("export", ("7k2m9x4q", "ris")),
        ("search:pages", ("7k2m9x4q",)),
        ("search:facet", ("author",)),
    ],
)
def test_an_address_is_that_of_reverse(name, arguments):
    assert address_of(name, *arguments) == reverse(name, args=arguments)


def test_an_archive_below_an_address_of_its_own_has_its_addresses_there():
    assert address_of("list") == "/list/"
    before = get_script_prefix()
    try:
        set_script_prefix("/archive/")
        assert address_of("list") == "/archive/list/" == reverse("list")
    finally:
        set_script_prefix(before)
