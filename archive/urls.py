"""Every address. Those of the other apps are included by name: nothing here imports them."""

from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.urls import include, path
from django.views.generic import RedirectView

from archive.accounts import second_factor
from archive.accounts.signing_in import SignInView
from archive.interop.answers import open_to_scripts
from archive.interop.permanent import resolvable
from archive.merged_rows import leading_on
from archive.models import Author, Journal, Subject
from archive.views import (
    about,
    acronyms,
    articles,
    batch,
    browse,
    citing,
    health,
    lists,
    offline,
    own_styles,
    place,
    private_lists,
    quoting,
    style_search,
)
from archive.views.negotiation import negotiated

# What stands below a private address.
_OF_FOLDER, _OF_LIST = "<slug:token>/", "<slug:token>/<int:number>/"
KEPT_LISTS = [
    path("new/", private_lists.new, name="new_kept_list"),
    path(_OF_FOLDER, private_lists.folder, name="kept_lists"),
    path(f"{_OF_FOLDER}lists.json", private_lists.export_all, name="kept_lists_export"),
    path(f"{_OF_FOLDER}erase/", private_lists.erase_all, name="erase_kept_lists"),
    path(_OF_LIST, private_lists.kept_list, name="kept_list"),
    path(f"{_OF_LIST}change/", private_lists.change, name="kept_list_change"),
    path(f"{_OF_LIST}choose/", private_lists.choose, name="choose_kept_list"),
    path(f"{_OF_LIST}name/", private_lists.rename, name="rename_kept_list"),
    path(f"{_OF_LIST}erase/", private_lists.erase, name="erase_kept_list"),
    path(f"{_OF_LIST}references/", private_lists.references, name="kept_list_references"),
    path(f"{_OF_LIST}export.<str:extension>", private_lists.export, name="kept_list_export"),
    path(f"{_OF_LIST}notes.<str:extension>", private_lists.notes, name="kept_list_notes"),
]

urlpatterns = [
    path("", browse.home, name="home"),
    path("browse/", browse.browse, name="browse"),
    path("j/<slug:slug>/", leading_on(Journal)(browse.journal), name="journal"),
    path(
        "j/<slug:journal_slug>/<slug:slug>/", leading_on(Journal, "journal_slug")(browse.issue), name="issue"
    ),
    path("authors/", browse.authors, name="authors"),
    path("a/<slug:slug>/", leading_on(Author)(browse.author), name="author"),
    path("subjects/", browse.subjects, name="subjects"),
    path("s/<slug:slug>/", leading_on(Subject)(browse.subject), name="subject"),
    path("acronyms/", acronyms.acronyms, name="acronyms"),
    path("acronyms/<path:short>/", acronyms.acronym, name="acronym"),
    # Beside the one below the article's page, which Google Scholar wants: programs go by the end of an address.
    path(
        "d/<slug:identifier>.pdf",
        resolvable(open_to_scripts(articles.pdf_of_article, for_readers=True)),
        name="pdf",
    ),
    path(
        "d/<slug:identifier>.<slug:extension>",
        resolvable(open_to_scripts(citing.export, for_readers=True)),
        name="export",
    ),
    path(
        "d/<slug:identifier>/original",
        resolvable(open_to_scripts(articles.original, for_readers=True)),
        name="original",
    ),
    path(
        "d/<slug:identifier>/text",
        resolvable(open_to_scripts(articles.plain_text, for_readers=True)),
        name="plain_text",
    ),
    path("d/<slug:identifier>/offline", resolvable(offline.offline_copy), name="offline_copy"),
    path(
        "d/<slug:identifier>/pdf",
        resolvable(open_to_scripts(articles.pdf_of_article, for_readers=True)),
        name="article_pdf",
    ),
    path("d/<slug:identifier>/quote", resolvable(quoting.quotation), name="quotation"),
    path("d/<slug:identifier>/p/<str:label>/image-<int:width>.webp", articles.page_image, name="page_image"),
    path("d/<slug:address>/p/", resolvable(articles.go_to_page), name="go_to_page"),
    path("d/<slug:address>/p/<str:label>/", resolvable(articles.page), name="page"),
    path("d/<slug:address>/", resolvable(negotiated(articles.document)), name="document"),
    path("about/", about.about, name="about"),
    path("help/", about.help_page, name="help"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("theme/", about.theme, name="theme"),
    path("looks/", about.looks, name="looks"),
    path("place/", place.place, name="place"),
    path("language/", about.language, name="language"),
    path("cite/", citing.cite, name="cite"),
    path("cite/styles/", style_search.styles, name="styles"),
    path("cite/styles/own/", own_styles.own_styles, name="own_styles"),
    path("cite/styles/own/remove/", own_styles.remove_style, name="remove_style"),
    path("cite/batch/", batch.batch, name="batch"),
    path("cite/batch/export/", batch.batch_export, name="batch_export"),
    path("list/", lists.show, name="list"),
    path("list/change/", lists.change, name="list_change"),
    path("list/references/", lists.references, name="list_references"),
    path("list/export.<str:extension>", lists.export, name="list_export"),
    path("list/notes.<str:extension>", lists.notes, name="list_notes"),
    path("lists/", include(KEPT_LISTS)),
    path("", include("archive.interop.urls")),
    path("", include("search.urls")),
    path("ingest/", include("ingest.urls")),
    path("report/", include("ingest.report_urls")),
    path("sign-in/", SignInView.as_view(), name="sign_in"),
    path("sign-out/", auth_views.LogoutView.as_view(), name="sign_out"),
    path("sign-in/code/", second_factor.second_factor, name="second_factor"),
    path("second-factor/", second_factor.second_factor_setup, name="second_factor_setup"),
    path("second-factor/codes/", second_factor.new_recovery_codes, name="new_recovery_codes"),
    path("second-factor/remove/", second_factor.drop_second_factor, name="drop_second_factor"),
    # One door alone, with one lock: the admin has no sign-in page of its own.
    path("admin/login/", RedirectView.as_view(pattern_name="sign_in", query_string=True)),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]

handler400 = "archive.views.errors.bad_request"
handler403 = "archive.views.errors.forbidden"
handler404 = "archive.views.errors.not_found"
handler500 = "archive.views.errors.server_error"
