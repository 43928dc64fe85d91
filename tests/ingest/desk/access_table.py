"""Who gets in where: every route, an address of it, and what becomes of each person who asks.

An address is filled in with the names of `things`; those that name a `{document}` (its identifier) are asked
for once in every state of it. Routes are written as Django resolves them.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

PEOPLE = ("anonymous", "staff", "librarian", "administrator")
STATES = ("draft", "published", "withdrawn")
IN, SIGN_IN, FORBIDDEN, ABSENT, GONE = "in", "sign in", "forbidden", "absent", "gone"


class Rule(NamedTuple):
    """What becomes of each person, by the state of the article."""

    anonymous: dict[str, str]
    staff: dict[str, str]
    librarian: dict[str, str]
    administrator: dict[str, str]


def _always(outcome: str) -> dict[str, str]:
    return dict.fromkeys(STATES, outcome)


_READ = {"draft": ABSENT, "published": IN, "withdrawn": GONE}
_PUBLISHED = {"draft": ABSENT, "published": IN, "withdrawn": ABSENT}
_IN, _SIGN_IN, _FORBIDDEN = _always(IN), _always(SIGN_IN), _always(FORBIDDEN)

OPEN = Rule(_IN, _IN, _IN, _IN)
ARTICLE = Rule(_READ, _READ, _IN, _IN)  # drafts are for those who review them
CITABLE = Rule(_PUBLISHED, _PUBLISHED, _IN, _IN)
# Machines are told the same whoever asks: caches stand between.
MACHINE = Rule(_READ, _READ, _READ, _READ)
PUBLISHED = Rule(_PUBLISHED, _PUBLISHED, _PUBLISHED, _PUBLISHED)
DESK = Rule(_SIGN_IN, _FORBIDDEN, _IN, _IN)
NO_SUCH_STYLE = Rule(_SIGN_IN, _FORBIDDEN, _always(ABSENT), _always(ABSENT))
OWN_BATCH = Rule(_SIGN_IN, _FORBIDDEN, _IN, _always(ABSENT))  # the batch is the librarian's
CATALOGUE = Rule(_SIGN_IN, _IN, _IN, _IN)
LISTED = Rule(_SIGN_IN, _IN, _IN, _IN)  # staff see there which drafts there are
STAFF_EXPORT = Rule(_SIGN_IN, _PUBLISHED, _PUBLISHED, _PUBLISHED)
# Who does not know the address finds nothing, whoever asks; who does gets in (tests/archive/views/test_private_lists.py).
PRIVATE = Rule(*(_always(ABSENT),) * 4)
ACCOUNT = CATALOGUE  # whoever has signed in


class Row(NamedTuple):
    address: str
    rule: Rule
    method: str = "get"
    data: Mapping[str, str] = MappingProxyType({})


TABLE: dict[str, Row] = {
    # ---------------------------------------------------------------- reading
    "": Row("/", OPEN),
    "browse/": Row("/browse/", OPEN),
    "j/<slug:slug>/": Row("/j/{journal}/", OPEN),
    "j/<slug:journal_slug>/<slug:slug>/": Row("/j/{journal}/{issue}/", OPEN),
    "authors/": Row("/authors/", OPEN),
    "a/<slug:slug>/": Row("/a/{author}/", OPEN),
    "subjects/": Row("/subjects/", OPEN),
    "s/<slug:slug>/": Row("/s/{subject}/", OPEN),
    "acronyms/": Row("/acronyms/", OPEN),
    "acronyms/<path:short>/": Row("/acronyms/{acronym}/", OPEN),
    "d/<slug:identifier>.<slug:extension>": Row("/d/{document}.ris", ARTICLE),
    "d/<slug:identifier>/original": Row("/d/{document}/original", ARTICLE),
    "d/<slug:identifier>/text": Row("/d/{document}/text", ARTICLE),
    "d/<slug:identifier>/p/<str:label>/image-<int:width>.webp": Row(
        "/d/{document}/p/265/image-{width}.webp", CITABLE
    ),
    "d/<slug:identifier>/quote": Row("/d/{document}/quote?at=1.0.7.0.0~~oftides~~", ARTICLE),
    "d/<slug:address>/p/": Row("/d/{document}/p/?label=265", ARTICLE),
    "d/<slug:address>/p/<str:label>/": Row("/d/{document}/p/265/", ARTICLE),
    "d/<slug:address>/": Row("/d/{document}/", ARTICLE),
    "d/<slug:identifier>/pdf": Row("/d/{document}/pdf", ARTICLE),
    "d/<slug:identifier>.pdf": Row("/d/{document}.pdf", ARTICLE),
    "d/<slug:identifier>/offline": Row("/d/{document}/offline?scans=1", ARTICLE),
    "about/": Row("/about/", OPEN),
    "cite/styles/": Row("/cite/styles/", OPEN),
    "cite/styles/own/": Row("/cite/styles/own/", DESK),
    "cite/styles/own/remove/": Row("/cite/styles/own/remove/", NO_SUCH_STYLE, "post", {"key": "none-such"}),
    "cite/batch/": Row("/cite/batch/", CATALOGUE),
    "cite/batch/export/": Row(
        "/cite/batch/export/", STAFF_EXPORT, "post", {"format": "ris", "id": "{document}"}
    ),
    "help/": Row("/help/", OPEN),
    "accessibility/": Row("/accessibility/", OPEN),
    "theme/": Row("/theme/", OPEN, "post", {"theme": "dark"}),
    "looks/": Row("/looks/", OPEN, "post", {"size": "large"}),
    "place/": Row("/place/", OPEN, "post"),
    "language/": Row("/language/", OPEN, "post", {"language": "en"}),
    "list/": Row("/list/", OPEN),
    "list/change/": Row("/list/change/", OPEN, "post"),
    "list/references/": Row("/list/references/?ids={document}", PUBLISHED),
    "list/export.<str:extension>": Row("/list/export.ris?ids={document}", PUBLISHED),
    "list/notes.<str:extension>": Row("/list/notes.docx", PRIVATE),  # of an empty list
    "lists/new/": Row("/lists/new/", OPEN, "post"),
    "lists/<slug:token>/": Row("/lists/guessed/", PRIVATE),
    "lists/<slug:token>/lists.json": Row("/lists/guessed/lists.json", PRIVATE),
    "lists/<slug:token>/erase/": Row("/lists/guessed/erase/", PRIVATE, "post"),
    "lists/<slug:token>/<int:number>/": Row("/lists/guessed/1/", PRIVATE),
    **{
        f"lists/<slug:token>/<int:number>/{act}/": Row(f"/lists/guessed/1/{act}/", PRIVATE, "post")
        for act in ("change", "choose", "name", "erase")
    },
    "lists/<slug:token>/<int:number>/references/": Row("/lists/guessed/1/references/", PRIVATE),
    "lists/<slug:token>/<int:number>/export.<str:extension>": Row("/lists/guessed/1/export.ris", PRIVATE),
    "lists/<slug:token>/<int:number>/notes.<str:extension>": Row("/lists/guessed/1/notes.docx", PRIVATE),
    "cite/": Row("/cite/?id={document}", CITABLE),
    "healthz": Row("/healthz", OPEN),
    "readyz": Row("/readyz", OPEN),
    "metrics": Row("/metrics", OPEN),  # to this machine, or with its token (tests/archive/monitoring)
    "sign-in/": Row("/sign-in/", OPEN),
    "sign-in/code/": Row("/sign-in/code/", ACCOUNT),
    "second-factor/": Row("/second-factor/", ACCOUNT),
    "second-factor/codes/": Row("/second-factor/codes/", ACCOUNT, "post"),
    "second-factor/remove/": Row("/second-factor/remove/", ACCOUNT, "post"),
    "admin/login/": Row("/admin/login/", Rule(_SIGN_IN, _SIGN_IN, _SIGN_IN, _SIGN_IN)),
    "sign-out/": Row("/sign-out/", OPEN, "post"),
    "report/<slug:identifier>/<str:address>/": Row("/report/{document}/265/", CITABLE),
    # ---------------------------------------------------------------- machines
    "api/": Row("/api/", OPEN),
    "api/openapi.json": Row("/api/openapi.json", OPEN),
    "api/search": Row("/api/search?q=canary", OPEN),
    "api/documents": Row("/api/documents", OPEN),
    "api/documents/<str:identifier>": Row("/api/documents/{document}", MACHINE),
    "api/documents/<str:identifier>/pages": Row("/api/documents/{document}/pages", MACHINE),
    "api/documents/<str:identifier>/pages/<str:sequence>": Row("/api/documents/{document}/pages/1", MACHINE),
    "api/documents/<str:identifier>/reference": Row("/api/documents/{document}/reference", MACHINE),
    "api/styles": Row("/api/styles?q=nature", OPEN),
    "api/authors": Row("/api/authors", OPEN),
    "api/authors/<str:slug>": Row("/api/authors/{author}", OPEN),
    "api/journals": Row("/api/journals", OPEN),
    "api/journals/<str:journal>": Row("/api/journals/{journal}", OPEN),
    "api/journals/<str:journal>/issues": Row("/api/journals/{journal}/issues", OPEN),
    "api/journals/<str:journal>/issues/<str:issue>": Row("/api/journals/{journal}/issues/{issue}", OPEN),
    "api/subjects": Row("/api/subjects", OPEN),
    "unapi": Row("/unapi?id={document}&format=ris", PUBLISHED),
    "oai": Row("/oai?verb=ListRecords&metadataPrefix=oai_dc", OPEN),
    "d/<slug:identifier>/linkset.json": Row("/d/{document}/linkset.json", MACHINE),
    "d/<slug:identifier>/manifest.json": Row("/d/{document}/manifest.json", MACHINE),
    "d/<slug:identifier>/canvas/<int:sequence>/text.json": Row("/d/{document}/canvas/1/text.json", MACHINE),
    "d/<slug:identifier>/iiif-search": Row("/d/{document}/iiif-search?q=tides", MACHINE),
    "d/<slug:identifier>/iiif-search/1": Row("/d/{document}/iiif-search/1?q=tides", MACHINE),
    "d/<slug:identifier>/iiif-words/1": Row("/d/{document}/iiif-words/1?q=ti", MACHINE),
    "d/<slug:identifier>/iiif-words": Row("/d/{document}/iiif-words?q=ti", MACHINE),
    "iiif/collection.json": Row("/iiif/collection.json", OPEN),
    "j/<slug:slug>/collection.json": Row("/j/{journal}/collection.json", OPEN),
    "j/<slug:journal_slug>/<slug:slug>/collection.json": Row("/j/{journal}/{issue}/collection.json", OPEN),
    "iiif/<slug:identifier>.<int:sequence>": Row("/iiif/{document}.1", OPEN),
    "iiif/<slug:identifier>.<int:sequence>/info.json": Row("/iiif/{document}.1/info.json", PUBLISHED),
    "iiif/<slug:identifier>.<int:sequence>/<str:region>/<str:size>/<str:rotation>/<str:end>": Row(
        "/iiif/{document}.1/full/200,/0/default.jpg", PUBLISHED
    ),
    "feeds/articles.atom": Row("/feeds/articles.atom", OPEN),
    "j/<slug:slug>/articles.atom": Row("/j/{journal}/articles.atom", OPEN),
    "a/<slug:slug>/articles.atom": Row("/a/{author}/articles.atom", OPEN),
    "s/<slug:slug>/articles.atom": Row("/s/{subject}/articles.atom", OPEN),
    "robots.txt": Row("/robots.txt", OPEN),
    "sitemap.xml": Row("/sitemap.xml", OPEN),
    "sitemap-<slug:section>-<int:number>.xml": Row("/sitemap-articles-1.xml", OPEN),
    # ---------------------------------------------------------------- searching
    "search/": Row("/search/?q=canary", OPEN),
    "search/export.<str:extension>": Row("/search/export.ris?q=tides", OPEN),
    "search/results.atom": Row("/search/results.atom?q=canary", OPEN),
    "search/facet/<slug:name>/": Row("/search/facet/author/?q=canary", OPEN),
    "search/in/<slug:identifier>/": Row("/search/in/{document}/?q=tides", PUBLISHED),
    "search/advanced/": Row("/search/advanced/?all=canary", OPEN),
    "search/suggest/": Row("/search/suggest/?q=cana", OPEN),
    "search/tips/": Row("/search/tips/?q=canary", OPEN),
    "opensearch.xml": Row("/opensearch.xml", OPEN),
    # ---------------------------------------------------------------- the desk
    "ingest/": Row("/ingest/", DESK),
    "ingest/upload/": Row("/ingest/upload/", DESK),
    "ingest/batches/": Row("/ingest/batches/", DESK, "post"),
    "ingest/batches/<int:pk>/": Row("/ingest/batches/{batch}/", DESK),
    "ingest/batches/<int:pk>/files/": Row("/ingest/batches/{batch}/files/", OWN_BATCH, "post"),
    "ingest/jobs.json": Row("/ingest/jobs.json?ids={job}", DESK),
    "ingest/jobs/<int:pk>/": Row("/ingest/jobs/{job}/", DESK),
    "ingest/jobs/<int:pk>/pages/<int:number>/image-<int:width>.webp": Row(
        "/ingest/jobs/{job}/pages/1/image-{width}.webp", DESK
    ),
    "ingest/jobs/<slug:name>/": Row("/ingest/jobs/again/", DESK, "post"),
    "ingest/publish/": Row("/ingest/publish/", DESK, "post", {"documents": "{document}"}),
    "ingest/d/<slug:identifier>/": Row("/ingest/d/{document}/", DESK),
    "ingest/d/<slug:identifier>/split/": Row(
        "/ingest/d/{document}/split/", DESK, "post", {"sequence": "1", "offset": "0"}
    ),
    "ingest/d/<slug:identifier>/merge/": Row("/ingest/d/{document}/merge/", DESK, "post"),
    "ingest/d/<slug:identifier>/discard/": Row("/ingest/d/{document}/discard/", DESK, "post"),
    "ingest/d/<slug:identifier>/use/": Row(
        "/ingest/d/{document}/use/", DESK, "post", {"sequence": "1", "offset": "0", "as": "title"}
    ),
    "ingest/d/<slug:identifier>/begin/<slug:name>/": Row(
        "/ingest/d/{document}/begin/here/", DESK, "post", {"sequence": "1", "offset": "0"}
    ),
    "ingest/d/<slug:identifier>/outline/": Row(
        "/ingest/d/{document}/outline/", DESK, "post", {"level-1": "2"}
    ),
    "ingest/d/<slug:identifier>/pages/<int:sequence>/no-text/": Row(
        "/ingest/d/{document}/pages/1/no-text/", DESK, "post"
    ),
    "ingest/d/<slug:identifier>/pages/<int:sequence>/hyphen/": Row(
        "/ingest/d/{document}/pages/1/hyphen/", DESK, "post", {"at": "0"}
    ),
    "ingest/d/<slug:identifier>/person/": Row(
        "/ingest/d/{document}/person/", DESK, "post", {"authorship": "{authorship}", "author": "{author_pk}"}
    ),
    "ingest/d/<slug:identifier>/pages/<int:sequence>/": Row("/ingest/d/{document}/pages/1/", DESK, "post"),
    "ingest/d/<slug:identifier>/history/": Row("/ingest/d/{document}/history/", DESK),
    "ingest/d/<slug:identifier>/unpublish/": Row("/ingest/d/{document}/unpublish/", DESK, "post"),
    "ingest/d/<slug:identifier>/withdraw/": Row(
        "/ingest/d/{document}/withdraw/", DESK, "post", {"reason": "Printed twice."}
    ),
    "ingest/d/<slug:identifier>/compare/": Row("/ingest/d/{document}/compare/", DESK),
    "ingest/scans/<int:pk>/replace/": Row("/ingest/scans/{scan}/replace/", DESK, "post"),
    "ingest/scans/<int:pk>/double-pages/": Row("/ingest/scans/{scan}/double-pages/", DESK),
    "ingest/attention.atom": Row("/ingest/attention.atom", Rule(*[_always(ABSENT)] * 4)),
    "ingest/overview/": Row("/ingest/overview/", CATALOGUE),
    "ingest/documents/": Row("/ingest/documents/", LISTED),
    "ingest/documents.csv": Row("/ingest/documents.csv", LISTED),
    "ingest/sheet/": Row("/ingest/sheet/", DESK),
    "ingest/sheet/template.csv": Row("/ingest/sheet/template.csv", DESK),
    "ingest/documents/change/": Row(
        "/ingest/documents/change/", DESK, "post", {"documents": "{document}", "act": "unpublish"}
    ),
    "ingest/documents/same/": Row("/ingest/documents/same/", DESK),
    "ingest/documents/merge/": Row(
        "/ingest/documents/merge/", DESK, "post", {"documents": "{document},{other}", "kept": "{other}"}
    ),
    "ingest/catalogue/<slug:kind>/": Row("/ingest/catalogue/authors/", CATALOGUE),
    "ingest/catalogue/<slug:kind>/merge/": Row("/ingest/catalogue/authors/merge/", DESK),
    "ingest/catalogue/<slug:kind>/<int:pk>/": Row("/ingest/catalogue/authors/{author_pk}/", DESK),
    "ingest/reports/": Row("/ingest/reports/", DESK),
    "ingest/reports/<int:pk>/": Row("/ingest/reports/{report}/", DESK, "post", {"answer": "rejected"}),
    "ingest/history/": Row("/ingest/history/", DESK),
    "ingest/history/<int:pk>/undo/": Row("/ingest/history/{revision}/undo/", DESK, "post"),
}
# Answers of ours to whatever has no address: 404 for everyone.
NOWHERE = {"api/<path:rest>"}
