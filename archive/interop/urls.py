"""Addresses for machines."""

from django.urls import path

from archive.interop import (
    feeds,
    iiif_collections,
    iiif_image,
    iiif_search_1,
    iiif_text,
    signposting,
    sitemaps,
    unapi,
)
from archive.interop.api.description import patterns
from archive.interop.iiif_manifest import manifest
from archive.interop.oai_pmh import oai_pmh
from archive.interop.permanent import resolvable
from archive.merged_rows import leading_on
from archive.models import Author, Journal, Subject

urlpatterns = [
    *patterns(),
    path("unapi", unapi.unapi, name="unapi"),
    path("oai", oai_pmh, name="oai"),
    path("d/<slug:identifier>/linkset.json", resolvable(signposting.linkset), name="linkset"),
    path("d/<slug:identifier>/manifest.json", resolvable(manifest), name="manifest"),
    path("d/<slug:identifier>/canvas/<int:sequence>/text.json", iiif_text.canvas_text, name="canvas_text"),
    path("d/<slug:identifier>/iiif-search", resolvable(iiif_text.search), name="content_search"),
    path("d/<slug:identifier>/iiif-words", resolvable(iiif_text.words), name="content_words"),
    path("d/<slug:identifier>/iiif-search/1", resolvable(iiif_search_1.search), name="content_search_1"),
    path("d/<slug:identifier>/iiif-words/1", resolvable(iiif_search_1.words), name="content_words_1"),
    path("iiif/collection.json", iiif_collections.of_archive, name="collection"),
    path("j/<slug:slug>/collection.json", iiif_collections.of_journal, name="journal_collection"),
    path(
        "j/<slug:journal_slug>/<slug:slug>/collection.json",
        iiif_collections.of_issue,
        name="issue_collection",
    ),
    path("iiif/<slug:identifier>.<int:sequence>", iiif_image.base, name="iiif_image"),
    path("iiif/<slug:identifier>.<int:sequence>/info.json", iiif_image.info, name="iiif_info"),
    path(
        "iiif/<slug:identifier>.<int:sequence>/<str:region>/<str:size>/<str:rotation>/<str:end>",
        iiif_image.image,
    ),
    path("feeds/articles.atom", feeds.newest, name="feed"),
    path("j/<slug:slug>/articles.atom", leading_on(Journal)(feeds.of_journal), name="journal_feed"),
    path("a/<slug:slug>/articles.atom", leading_on(Author)(feeds.of_author), name="author_feed"),
    path("s/<slug:slug>/articles.atom", leading_on(Subject)(feeds.of_subject), name="subject_feed"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap_index"),
    path("sitemap-<slug:section>-<int:number>.xml", sitemaps.sitemap, name="sitemap"),
]
