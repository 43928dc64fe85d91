from django.urls import path

from ingest import acts, upload, views
from ingest.review import review

app_name = "ingest"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("upload/", upload.upload, name="upload"),
    path("batches/", upload.open_batch, name="open_batch"),
    path("batches/<int:pk>/", views.batch, name="batch"),
    path("batches/<int:pk>/files/", upload.add_file, name="add_file"),
    path("jobs.json", upload.job_rows, name="job_rows"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("jobs/<slug:name>/", acts.act, name="act"),
    path("publish/", acts.publish_documents, name="publish"),
    path("d/<slug:identifier>/", review, name="review"),
    path("d/<slug:identifier>/unpublish/", acts.unpublish_document, name="unpublish"),
    path("d/<slug:identifier>/withdraw/", acts.withdraw_document, name="withdraw"),
]
