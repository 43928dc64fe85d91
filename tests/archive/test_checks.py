"""What `manage.py check --deploy` says before a site goes public."""

import re
from pathlib import Path

import pytest
from django.core.checks import run_checks

from archive.checks import LACKS

PUBLIC = {
    "DEBUG": False,
    "SECOND_FACTOR": True,
    "ALLOWED_HOSTS": ["127.0.0.1", "archive.example"],
    "SITE_URL": "https://archive.example",
    "BEHIND_TLS": True,
}
DEPLOYING = Path(__file__).parents[2] / "docs" / "deploying.md"


@pytest.fixture
def told(settings, monkeypatch):
    """The ids of our own messages for a public site of which some settings are otherwise."""

    def told(**others):
        monkeypatch.setenv("SECRET_KEY", others.pop("SECRET_KEY", "a long one"))
        for name, value in (PUBLIC | others).items():
            setattr(settings, name, value)
        found = run_checks(include_deployment_checks=True)
        return [each.id for each in found if each.id.startswith("archive.")]

    return told


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ({}, []),
        ({"SECRET_KEY": ""}, ["archive.W001"]),
        ({"DEBUG": True}, ["archive.E001"]),
        ({"SECOND_FACTOR": False}, ["archive.W002"]),
        ({"ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]"]}, ["archive.W003"]),
        ({"SITE_URL": ""}, ["archive.W004"]),
        ({"BEHIND_TLS": False}, ["archive.W005"]),
    ],
)
def test_what_a_public_site_lacks_is_told(told, others, expected):
    assert told(**others) == expected


def test_all_that_is_told_to_set_is_checked():
    (sentence,) = re.findall(
        r"put a reverse proxy with TLS in front, and set(.*?);", DEPLOYING.read_text("utf-8"), re.S
    )
    for name in re.findall("`([A-Z_]+)`", sentence):
        assert any(each.message.startswith(name) for each in LACKS), name
