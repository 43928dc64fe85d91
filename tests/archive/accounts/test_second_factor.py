"""The second factor: set up, asked for, recovered from, required."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.ingest.desk.people import make_person

pytestmark = pytest.mark.django_db
CODE, SETUP = "/sign-in/code/", "/second-factor/"


@pytest.fixture(autouse=True)
def person():
    return make_person("ana", "librarian")


def signed_in(name="ana") -> Client:
    browser = Client()
    browser.post(reverse("sign_in"), {"username": name, "password": "a long one"})
    return browser


def code_of(device: TOTPDevice, ahead=0) -> str:
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift + ahead)
    return f"{totp.token():06d}"


def set_up(browser: Client):
    browser.get(SETUP)
    response = browser.post(SETUP, {"code": code_of(TOTPDevice.objects.get())})
    return re.findall(r"<li><code>(\w+)</code>", response.text)


def forget_throttle():
    """Time passes."""
    TOTPDevice.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0, last_t=-1)


def test_without_one_the_password_is_enough():
    assert signed_in().get("/ingest/").status_code == 200


def test_the_set_up_page_shows_a_code_for_the_app_and_its_secret():
    page = signed_in().get(SETUP)
    assert "<svg" in page.text
    assert "style=" not in page.text
    assert re.search(r"<code>([A-Z2-7]{4} ?){8}</code>", page.text)


def test_a_wrong_code_sets_nothing_up():
    browser = signed_in()
    browser.get(SETUP)
    device = TOTPDevice.objects.get()
    wrong = f"{(int(code_of(device)) + 1) % 1000000:06d}"
    response = browser.post(SETUP, {"code": wrong})
    assert response.status_code == 422
    assert "This code is not right" in response.text
    assert not TOTPDevice.objects.get().confirmed


def test_once_set_up_it_is_asked_for_before_anything_else():
    assert len(set_up(signed_in())) == 10
    forget_throttle()
    browser = signed_in()
    for address in ("/ingest/", "/admin/", "/", "/ingest/history/", SETUP):
        assert browser.get(address)["Location"].startswith(CODE), address
    assert browser.get("/ingest/?show=done")["Location"] == f"{CODE}?next=%2Fingest%2F%3Fshow%3Ddone"
    assert browser.post("/ingest/publish/").status_code == 302
    response = browser.post(CODE, {"code": code_of(TOTPDevice.objects.get()), "next": "/ingest/"})
    assert response["Location"] == "/ingest/"
    assert browser.get("/ingest/").status_code == 200


def test_the_browser_that_set_it_up_is_not_asked_again():
    browser = signed_in()
    set_up(browser)
    assert browser.get("/ingest/").status_code == 200


def test_a_code_works_once_and_as_people_type_it():
    set_up(signed_in())
    forget_throttle()
    code = code_of(TOTPDevice.objects.get())
    assert signed_in().post(CODE, {"code": f"{code[:3]} {code[3:]}"}).status_code == 302
    assert signed_in().post(CODE, {"code": code}).status_code == 422


def test_guessing_codes_is_slow():
    set_up(signed_in())
    forget_throttle()
    browser = signed_in()
    wrong = f"{(int(code_of(TOTPDevice.objects.get())) + 1) % 1000000:06d}"
    browser.post(CODE, {"code": wrong})
    response = browser.post(CODE, {"code": code_of(TOTPDevice.objects.get())})
    assert response.status_code == 422
    assert "Wait a moment" in response.text


def test_a_recovery_code_signs_in_once():
    codes = set_up(signed_in())
    browser = signed_in()
    response = browser.post(CODE, {"code": codes[0].upper()}, follow=True)
    assert response.status_code == 200
    assert "9 are left" in response.text
    assert signed_in().post(CODE, {"code": codes[0]}).status_code == 422


def test_new_recovery_codes_make_the_old_ones_void():
    browser = signed_in()
    old = set_up(browser)
    page = browser.post("/second-factor/codes/").text
    assert StaticToken.objects.count() == 10
    assert not any(code in page for code in old)
    assert signed_in().post(CODE, {"code": old[0]}).status_code == 422


def test_a_password_alone_changes_nothing_of_it():
    set_up(signed_in())
    thief = signed_in()
    for address in ("/second-factor/codes/", "/second-factor/remove/"):
        thief.post(address)
    assert TOTPDevice.objects.filter(confirmed=True).count() == 1


def test_a_new_phone_is_set_up_by_who_has_the_old_one():
    browser = signed_in()
    set_up(browser)
    browser.post("/second-factor/remove/")
    assert not TOTPDevice.objects.exists()
    assert "<svg" in browser.get(SETUP).text


def test_where_it_is_required_who_may_change_things_sets_it_up_first(settings):
    settings.SECOND_FACTOR = True
    browser = signed_in()
    assert browser.get("/ingest/")["Location"].startswith(SETUP)
    assert browser.post("/ingest/publish/")["Location"].startswith(SETUP)
    assert "asks everyone who may change anything" in browser.get(SETUP).text
    set_up(browser)
    assert browser.get("/ingest/").status_code == 200


def test_where_it_is_required_readers_and_staff_are_left_in_peace(settings):
    settings.SECOND_FACTOR = True
    make_person("sol", "staff")
    assert signed_in("sol").get("/").status_code == 200
    assert Client().get("/").status_code == 200


def test_what_comes_next_is_a_page_of_ours():
    set_up(signed_in())
    forget_throttle()
    code = code_of(TOTPDevice.objects.get())
    response = signed_in().post(CODE, {"code": code, "next": "https://elsewhere.example/"})
    assert response["Location"] == "/"


def test_a_wrong_code_does_not_forget_where_the_reader_was_going():
    set_up(signed_in())
    forget_throttle()
    browser = signed_in()
    assert browser.get(CODE, {"next": "/ingest/"}).context["next"] == "/ingest/"
    assert browser.post(CODE, {"code": "123", "next": "/ingest/"}).context["next"] == "/ingest/"


def test_what_comes_next_is_an_address_and_no_name_of_a_view():
    response = signed_in().get(CODE, {"next": "9223372036854775808"})
    assert (response.status_code, response["Location"]) == (302, "9223372036854775808")


def test_pages_for_machines_do_not_ask_who_reads():
    assert "Cookie" not in Client().get("/feeds/articles.atom").get("Vary", "")
