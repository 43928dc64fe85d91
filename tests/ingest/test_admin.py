import pytest
from django.urls import reverse

from tests.ingest.queue.queue_rows import make_job

pytestmark = pytest.mark.django_db


def test_an_administrator_may_look_at_jobs_and_change_none(admin_client):
    job = make_job()
    for name, pk in (("job", job.pk), ("batch", job.batch_id)):
        listing = admin_client.get(reverse(f"admin:ingest_{name}_changelist"))
        assert listing.status_code == 200
        one = reverse(f"admin:ingest_{name}_change", args=[pk])
        assert admin_client.get(one).status_code == 200
        assert admin_client.post(one, {"name": "other"}).status_code == 403
        assert (
            admin_client.post(reverse(f"admin:ingest_{name}_delete", args=[pk]), {"post": "yes"}).status_code
            == 403
        )
        assert admin_client.get(reverse(f"admin:ingest_{name}_add")).status_code == 403
