"""People who are signed in, or sign in through the form."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group
from django.test import Client
from playwright.sync_api import Page, expect

SECRET = "a long enough secret"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def sign_in_as(page: Page, url: str, group: str, name: str = "imelda") -> AbstractUser:
    """A new user of a group, signed in already: the cookie is there, no page is open."""
    user = get_user_model().objects.create_user(name, password=SECRET)
    user.groups.add(Group.objects.get(name=group))
    give_session(page, url, user)
    return user


def give_session(page: Page, url: str, user: AbstractUser) -> None:
    client = Client()
    client.force_login(user, BACKEND)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])


def sign_in(page: Page, url: str, name: str = "imelda") -> None:
    """Through the form, somebody that there is already."""
    page.goto(f"{url}/sign-in/")
    write_and_send(page, name)
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def write_and_send(page: Page, name: str, secret: str = SECRET) -> None:
    expect(page.get_by_label("Username")).to_be_focused()  # Chromium complains of who writes elsewhere before
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(secret)
    page.get_by_role("button", name="Sign in").click()
