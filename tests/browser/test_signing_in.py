"""Signing in, as a librarian meets it: the second factor from the first day to a lost phone, and the throttle."""

import re
from base64 import b32decode

import pytest
from django.conf import settings
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import expect

from tests.browser.looks import faults_of, photograph
from tests.browser.people import SECRET, sign_in_as, write_and_send


def type_password(page, url, secret=SECRET):
    page.goto(f"{url}/sign-in/?next=/ingest/")
    write_and_send(page, "imelda", secret)


def type_code(page, code):
    page.get_by_role("textbox", name="Code").fill(code)
    page.get_by_role("main").get_by_role("button").click()


def sign_out(page, url):
    page.goto(url)
    page.get_by_role("button", name="Sign out").click()


def time_passes():
    TOTPDevice.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0, last_t=-1)


@pytest.mark.parametrize("has_script", [True, False])
def test_a_second_factor_is_set_up_asked_for_and_recovered_from(archive, browser, page, settings, has_script):
    url, settings.SECOND_FACTOR = archive["url"], True
    user = sign_in_as(page, url, "librarian")
    context = browser.new_context(java_script_enabled=has_script)
    page, looked_at = context.new_page(), page

    def look(name):
        photograph(page, f"sign-in {name}")
        if has_script:
            assert not faults_of(page), name

    type_password(page, url)
    expect(page.get_by_text("This archive asks everyone who may change anything")).to_be_visible()
    expect(page.get_by_role("img", name="QR code for the authenticator app")).to_be_visible()
    look("set up")
    secret = page.get_by_role("main").locator("code").inner_text().replace(" ", "")
    app = TOTP(b32decode(secret + "=" * (-len(secret) % 8)))
    type_code(page, "000000" if app.token() else "000001")
    expect(page.get_by_text("This code is not right.")).to_be_visible()
    look("set up, wrong code")
    time_passes()
    type_code(page, f"{app.token():06d}")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    look("recovery codes")
    recovery = page.locator(".recovery-codes code").all_inner_texts()
    assert len(set(recovery)) == 10
    page.get_by_role("link", name="I have kept them: go on").click()
    expect(page.get_by_role("heading", name="Scans")).to_be_visible()

    sign_out(page, url)
    type_password(page, url)
    page.goto(f"{url}/ingest/upload/")
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    look("code")
    time_passes()
    code = f"{app.token():06d}"
    type_code(page, f"{code[:3]} {code[3:]}")
    expect(page.get_by_role("heading", name="Upload scans")).to_be_visible()

    sign_out(page, url)
    type_password(page, url)
    type_code(page, recovery[3].upper())
    expect(page.get_by_text("This recovery code is used up; 9 are left.")).to_be_visible()
    page.goto(f"{url}/second-factor/")
    expect(page.get_by_text("9 recovery codes are left.")).to_be_visible()
    look("ready")
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_role("heading", name="Set up a second factor")).to_be_visible()
    assert not TOTPDevice.objects.filter(user=user, confirmed=True).exists()
    context.close()
    looked_at.close()


def test_who_guesses_passwords_is_told_how_long_to_wait(archive, page, complaints):
    sign_in_as(page, archive["url"], "librarian")
    sign_out(page, archive["url"])
    for _ in range(settings.AXES_FAILURE_LIMIT):
        type_password(page, archive["url"], "a guess")
    expect(page.get_by_role("alert")).to_contain_text(re.compile(r"Too many attempts .* Wait 15 minutes"))
    assert not faults_of(page)
    photograph(page, "sign-in locked")
    type_password(page, archive["url"])  # the right one waits too
    expect(page.get_by_role("alert")).to_contain_text("Too many attempts")
    assert all("429" in text for text in complaints)
    complaints.clear()
