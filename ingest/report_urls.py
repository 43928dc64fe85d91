"""The addresses at which readers report errors."""

from django.urls import path

from ingest.desk.reports import report

urlpatterns = [path("<slug:identifier>/<str:address>/", report, name="report")]
