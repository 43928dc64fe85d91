"""Addresses for machines."""

from django.urls import path

from archive import feeds, sitemaps
from archive.interop import signposting, unapi
from archive.interop.oai_pmh import oai_pmh
from archive.interop.permanent import resolvable

urlpatterns = [
    path("unapi", unapi.unapi, name="unapi"),
    path("oai", oai_pmh, name="oai"),
    path("d/<slug:identifier>/linkset.json", resolvable(signposting.linkset), name="linkset"),
    path("feeds/articles.atom", feeds.newest, name="feed"),
    path("j/<slug:slug>/articles.atom", feeds.of_journal, name="journal_feed"),
    path("a/<slug:slug>/articles.atom", feeds.of_author, name="author_feed"),
    path("s/<slug:slug>/articles.atom", feeds.of_subject, name="subject_feed"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap_index"),
    path("sitemap-<slug:section>-<int:number>.xml", sitemaps.sitemap, name="sitemap"),
]
