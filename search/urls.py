from django.urls import path

from search import views

app_name = "search"
urlpatterns = [
    path("search/", views.results, name="results"),
    path("search/export.<str:extension>", views.export, name="export"),
    path("search/results.atom", views.feed, name="feed"),
    path("search/facet/<slug:name>/", views.facet, name="facet"),
    path("search/suggest/", views.suggestions, name="suggest"),
    path("search/tips/", views.tips, name="tips"),
    path("opensearch.xml", views.opensearch, name="opensearch"),
]
