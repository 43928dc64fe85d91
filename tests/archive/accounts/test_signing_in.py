"""Guessing passwords is slow; the right person gets in again after a while."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from archive.accounts.signing_in import address_of
from tests.ingest.desk.people import make_person

pytestmark = pytest.mark.django_db
RIGHT = "a long one"
LIMIT = settings.AXES_FAILURE_LIMIT


@pytest.fixture(autouse=True)
def person():
    return make_person("ana", "librarian")


def try_it(password, name="ana", address="192.0.2.1", **fields):
    data = {"username": name, "password": password} | fields
    return Client().post(reverse("sign_in"), data, REMOTE_ADDR=address)


def test_a_name_longer_than_any_account_s_is_refused_in_words():
    answer = try_it(RIGHT, name="ana" * 100)
    assert answer.status_code == 200
    assert "at most 150 characters" in answer.text
    assert not AccessAttempt.objects.exists()


def fail(times=LIMIT, **others):
    return [try_it("wrong", **others) for _ in range(times)][-1]


def test_the_right_password_opens():
    assert try_it(RIGHT).status_code == 302


def test_a_few_slips_do_not_lock_anybody_out():
    assert fail(LIMIT - 1).status_code == 200
    assert try_it(RIGHT).status_code == 302
    assert fail(LIMIT - 1).status_code == 200  # counted anew after a success


def test_after_too_many_even_the_right_password_waits():
    assert fail().status_code == 429
    response = try_it(RIGHT, next="/ingest/")
    assert response.status_code == 429
    assert "Wait 15 minutes, then try again" in response.text
    assert 'value="/ingest/"' in response.text
    assert RIGHT not in response.text
    assert response["Retry-After"] == "900"
    assert "sessionid" not in response.cookies


def test_nobody_locks_a_colleague_out_from_elsewhere():
    fail()
    assert try_it(RIGHT, address="192.0.2.2").status_code == 302
    make_person("bea", "librarian")
    assert try_it(RIGHT, name="bea").status_code == 302


def test_the_lock_opens_after_a_while_also_when_someone_kept_trying():
    fail(LIMIT + 3)
    AccessAttempt.objects.update(
        attempt_time=timezone.now() - settings.AXES_COOLOFF_TIME - timedelta(seconds=1)
    )
    assert try_it(RIGHT).status_code == 302


def test_trying_on_does_not_lengthen_the_wait():
    fail()
    before = AccessAttempt.objects.get().attempt_time
    fail(3)
    assert AccessAttempt.objects.get().attempt_time == before


def test_an_administrator_opens_it_sooner():
    fail()
    AccessAttempt.objects.all().delete()
    assert try_it(RIGHT).status_code == 302


def test_no_password_is_kept():
    fail(1)
    assert AccessAttempt.objects.exists()
    assert not AccessAttempt.objects.filter(post_data__contains="wrong").exists()


def test_the_admin_has_no_door_of_its_own(client):
    response = client.get("/admin/login/?next=/admin/")
    assert response["Location"] == f"{reverse('sign_in')}?next=/admin/"


@pytest.mark.parametrize(
    ("behind_tls", "forwarded", "expected"),
    [
        (True, "203.0.113.9, 198.51.100.7", "198.51.100.7"),  # the first may be made up by the sender
        (True, "", "192.0.2.1"),
        (False, "203.0.113.9", "192.0.2.1"),
    ],
)
def test_the_address_is_that_which_our_proxy_saw(settings, behind_tls, forwarded, expected):
    settings.BEHIND_TLS = behind_tls
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert address_of(RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", **headers)) == expected


def test_an_address_from_which_many_names_failed_waits(settings):
    settings.SIGN_IN_NAMES = 3
    for name in ("one", "two", "three"):
        assert fail(1, name=name).status_code == 200
    response = try_it(RIGHT)
    assert response.status_code == 429
    assert "Too many names were tried from this address. Wait 15 minutes" in response.text
    assert response["Retry-After"] == "900"
    assert try_it(RIGHT, address="192.0.2.2").status_code == 302


def test_whoever_is_refused_for_others_names_is_not_counted(settings):
    settings.SIGN_IN_NAMES = 1
    fail(1, name="somebody")
    fail(LIMIT + 1)
    assert not AccessAttempt.objects.filter(username="ana").exists()
    settings.SIGN_IN_NAMES = 30
    assert try_it(RIGHT).status_code == 302


def test_a_refused_address_costs_no_password_check(settings, monkeypatch):
    settings.SIGN_IN_NAMES = 1
    fail(1, name="somebody")
    monkeypatch.setattr("django.contrib.auth.authenticate", lambda *a, **k: pytest.fail("asked"))
    assert fail(1).status_code == 429
