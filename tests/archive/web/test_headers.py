"""What every answer tells a browser that it may not do."""

import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/", "/search/?q=a", "/api/", "/no-such-page/"])
def test_no_page_may_use_the_camera_or_know_the_place(client, address):
    told = client.get(address)["Permissions-Policy"]
    assert "camera=()" in told
    assert "geolocation=()" in told
    assert "fullscreen=(self)" in told


def test_every_feature_that_is_closed_is_told(client):
    told = client.get("/about/")["Permissions-Policy"]
    closed = [name for name, who in settings.PERMISSIONS_POLICY.items() if not who]
    assert len(closed) > 10
    assert all(f"{name}=()" in told for name in closed)
