import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from ingest.roles import LIBRARIAN, PERMISSIONS, STAFF, codenames
from tests.ingest.desk.people import make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", list(PERMISSIONS))
def test_a_role_may_do_exactly_what_the_table_says(role):
    person = make_person("somebody", role)
    assert person.get_all_permissions() == {f"{app}.{name}" for app, name in codenames(role)}


def test_staff_change_nothing():
    assert all(name.startswith("view_") for _, name in codenames(STAFF))
    assert not any("delete" in name for _, name in codenames(LIBRARIAN))


def test_what_an_administrator_changes_in_a_group_stays():
    Group.objects.get(name=STAFF).permissions.clear()
    call_command("migrate", verbosity=0)
    assert not Group.objects.get(name=STAFF).permissions.exists()
