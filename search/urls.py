from django.urls import path

from search import views

app_name = "search"
urlpatterns = [
    path("search/", views.results, name="results"),
    path("search/export.<str:extension>", views.export, name="export"),
    path("search/tips/", views.tips, name="tips"),
    path("opensearch.xml", views.opensearch, name="opensearch"),
]
