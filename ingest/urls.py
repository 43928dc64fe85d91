from django.urls import path

from ingest import acts, attention, comparing, reports, review_acts, upload, views
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
    path("d/<slug:identifier>/split/", review_acts.split_document, name="split"),
    path("d/<slug:identifier>/merge/", review_acts.merge_document, name="merge"),
    path("d/<slug:identifier>/discard/", review_acts.discard_document, name="discard"),
    path("d/<slug:identifier>/use/", review_acts.use_paragraph, name="use"),
    path("d/<slug:identifier>/person/", review_acts.same_person, name="same_person"),
    path("d/<slug:identifier>/pages/<int:sequence>/", review_acts.correct_page_text, name="page_text"),
    path("d/<slug:identifier>/history/", review_acts.history, name="history"),
    path("attention.atom", attention.attention, name="attention"),
    path("scans/<int:pk>/replace/", upload.replace, name="replace"),
    path("d/<slug:identifier>/compare/", comparing.compare, name="compare"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<int:pk>/", reports.answer_report, name="answer_report"),
    path("history/", review_acts.all_history, name="all_history"),
    path("history/<int:pk>/undo/", review_acts.undo_revision, name="undo"),
    path("d/<slug:identifier>/unpublish/", acts.unpublish_document, name="unpublish"),
    path("d/<slug:identifier>/withdraw/", acts.withdraw_document, name="withdraw"),
]
