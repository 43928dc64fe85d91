"""Librarians and staff for tests, as the groups make them."""

from django.contrib.auth.models import Group, User


def make_person(name, group=None) -> User:
    user = User.objects.create_user(name, password="a long one")
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def make_librarian(name="ana") -> User:
    return make_person(name, "librarian")
