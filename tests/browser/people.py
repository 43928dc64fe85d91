"""People who sign in through the form."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from playwright.sync_api import expect

SECRET = "a long enough secret"


def sign_in_as(page, url: str, group: str, name: str = "imelda"):
    user = get_user_model().objects.create_user(name, password=SECRET)
    user.groups.add(Group.objects.get(name=group))
    sign_in(page, url, name)
    return user


def sign_in(page, url: str, name: str = "imelda"):
    """Again, somebody that there is already."""
    page.goto(f"{url}/sign-in/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(SECRET)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
