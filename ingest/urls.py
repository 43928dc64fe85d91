from django.urls import path

from ingest import views
from ingest.review import review
from ingest.upload import upload

app_name = "ingest"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("upload/", upload, name="upload"),
    path("batches/<int:pk>/", views.batch, name="batch"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("jobs/<int:pk>/again/", views.run_again, name="run_again"),
    path("publish/", views.publish_documents, name="publish"),
    path("d/<slug:identifier>/", review, name="review"),
    path("d/<slug:identifier>/unpublish/", views.unpublish_document, name="unpublish"),
    path("d/<slug:identifier>/withdraw/", views.withdraw_document, name="withdraw"),
]
