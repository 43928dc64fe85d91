"""The addresses of the search."""

from django.urls import path

from archive.interop.answers import open_to_scripts
from search import views

app_name = "search"
urlpatterns = [
    path("search/", views.results, name="results"),
    path("search/export.<str:extension>", open_to_scripts(views.export, for_readers=True), name="export"),
    path("search/results.atom", open_to_scripts(views.feed, for_readers=True), name="feed"),
    path("search/facet/<slug:name>/", views.facet, name="facet"),
    path("search/in/<slug:identifier>/", views.pages_of_article, name="pages"),
    path("search/suggest/", views.suggestions, name="suggest"),
    path("search/advanced/", views.advanced_search, name="advanced"),
    path("search/tips/", views.tips, name="tips"),
    path("opensearch.xml", views.opensearch, name="opensearch"),
]
