from django.urls import path

from ingest.reports import report

urlpatterns = [path("<slug:identifier>/<str:address>/", report, name="report")]
