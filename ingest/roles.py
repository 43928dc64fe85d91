"""Roles are groups with permissions. They are made once; what an administrator changes in them stays."""

from django.apps import apps as installed

LIBRARIAN = "librarian"
STAFF = "staff"

# (app, what may be done, to which models)
PERMISSIONS = {
    LIBRARIAN: (
        ("archive", "view add change", "journal issue subject author authorship scan document page"),
        ("archive", "view add change", "section reference"),
        ("ingest", "view add change", "batch job"),
        ("ingest", "view", "jobevent"),
    ),
    STAFF: (
        ("archive", "view", "journal issue subject author authorship scan document page"),
        ("archive", "view", "section reference"),
    ),
}


def codenames(role: str) -> list[tuple[str, str]]:
    """(app label, permission codename) of all that the role may do."""
    return [
        (app, f"{action}_{model}")
        for app, actions, models in PERMISSIONS[role]
        for action in actions.split()
        for model in models.split()
    ]


def make_groups(using: str = "default", **kwargs) -> None:
    """After migrating: the groups that are not there yet, with their permissions."""
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    for label in ("archive", "ingest"):
        # Django makes this app's permissions after this function has run.
        create_permissions(installed.get_app_config(label), verbosity=0, using=using)
    for role in PERMISSIONS:
        group, is_new = Group.objects.using(using).get_or_create(name=role)
        if is_new:
            wanted = set(codenames(role))
            permissions = Permission.objects.using(using).select_related("content_type")
            group.permissions.set(
                permission
                for permission in permissions.filter(content_type__app_label__in=["archive", "ingest"])
                if (permission.content_type.app_label, permission.codename) in wanted
            )
