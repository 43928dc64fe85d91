"""A live server for clients that speak HTTP themselves."""

from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture(scope="session")
def _static_root():
    """The server warns of a missing folder when it starts; nothing is collected for tests."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def live_server(_static_root, live_server):
    return live_server
