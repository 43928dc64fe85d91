"""Every kind of page and every state of it, by name: what is checked for accessibility and photographed."""

from pathlib import Path

from django.urls import reverse

from archive.models import Acronym, Author, Document, KeptList, ListFolder
from archive.reading.passages import FoldedPages
from archive.reading.quotations import quote
from ingest.models import Batch, Job, Report
from tests.browser.oddities import make_oddities
from tests.builders import save
from tests.ingest.queue.queue_rows import make_job

GONE = "1.0.9.0.0~~nobodyeversaidthis~~"  # a passage that no text has
DEMO_ISSUE = Path(__file__).resolve().parents[2] / "fixtures" / "issues" / "rsp-forum-6-2.pdf"


def public_places(archive: dict) -> dict[str, str]:
    """Name → address of what everybody sees of the small archive of `tests.browser.demo`."""
    article = archive["article"].get_absolute_url()
    page = archive["article"].pages.first()
    save(Acronym(document=archive["article"], short="HSA", long="Hotel Summit Alliance", page=page, offset=0))
    identifiers = f"{archive['article'].identifier},{archive['after'].identifier}"
    return {
        "home": "/",
        "issues": "/browse/",
        "years": "/browse/?from=2003&to=2007",
        "no years": "/browse/?from=1803&to=1807",
        "journal": archive["journal"].get_absolute_url(),
        "issue": archive["issue"].get_absolute_url(),
        "authors": "/authors/",
        "authors of a letter": "/authors/?l=P",
        "no author": "/authors/?name=nobody",
        "author": "/a/ines-pradera/",
        "subjects": "/subjects/",
        "no subject": "/subjects/?name=nothing",
        "subject": "/s/borders/",
        "acronyms": "/acronyms/",
        "no acronym": "/acronyms/?named=zzz",
        "acronym": "/acronyms/HSA/",
        "article": article,
        "article, found in": f"{article}?q=integration",
        "article, passage gone": f"{article}?at={GONE}",
        "fragment": archive["fragment"].get_absolute_url(),
        "Spanish article": archive["spanish"].get_absolute_url(),
        "withdrawn": archive["withdrawn"].get_absolute_url(),
        "reader": f"{article}p/265/?q=integration",
        "reader, image": f"{article}p/265/?q=integration&view=image",
        "reader, enlarged": f"{article}p/265/?zoom=200",
        "reader, lines": f"{article}p/265/?view=text&lines=1",
        "reader, no match": f"{article}p/265/?q=soup",
        "reader, passage gone": f"{article}p/265/?at={GONE}",
        "reader, no scan": f"{archive['fragment'].get_absolute_url()}p/262/",
        "no such page": f"{article}p/999/",
        "citation": f"/cite/?id={archive['article'].identifier}",
        "batch": reverse("batch"),
        "empty list": "/list/",
        "shared list": f"/list/?ids={identifiers}",
        "bibliography": f"/list/references/?ids={identifiers}",
        **list_places(archive),
        "style search": "/cite/styles/?q=chicago",
        "search": "/search/",
        "results": "/search/?q=integration",
        "results by page": "/search/?q=integration&view=pages",
        "narrowed results": "/search/?q=integration&author=ines-pradera&from=2003&to=2007",
        "facet": "/search/facet/author/?q=integration",
        "suggestions": "/search/suggest/?q=int",
        "nothing found": "/search/?q=integration+zeppelin",
        "bad syntax": "/search/?q=%22integration",
        "pages of an article": f"/search/in/{archive['article'].identifier}/?q=integration",
        "nonsense in the address": "/search/?q=integration&from=soon&colour=red",
        "advanced search": "/search/advanced/",
        "advanced search, filled": "/search/advanced/?all=integration&near=river+port&from=2003&to=2006",
        "advanced search, nothing asked": "/search/advanced/?go=1",
        "search tips": "/search/tips/",
        "about": "/about/",
        "help": "/help/",
        "accessibility": "/accessibility/",
        "for machines": "/api/",
        "mistyped address": "/d/0000000l/",
        "report": reverse("report", args=[archive["article"].identifier, "265"]),
        "sign in": "/sign-in/",
        "not found": "/subject/free-trade",
        "for staff alone": "/ingest/",
    } | odd_places(make_oddities())


def list_places(archive: dict) -> dict[str, str]:
    """Name → address of lists that a reader keeps: articles, a quotation, a note, an article that was withdrawn."""
    article = Document.objects.for_reading().get(pk=archive["article"].pk)
    page = article.pages.all()[0]
    said = FoldedPages([(page.sequence, page.text)]).passage((1, 0), (1, page.text.index(" ", 60)))
    passage = quote(article, str(said), "")
    folder = save(ListFolder(token="a-private-address"))
    entries = [
        [archive["after"].identifier, "For the second chapter, with the map."],
        [article.identifier, "", passage.code],
        [archive["withdrawn"].identifier, "Ask for it."],
        [article.identifier, ""],
    ]
    kept = save(KeptList(folder=folder, number=1, name="Chapter 2", entries=entries))
    save(KeptList(folder=folder, number=2, name="To be read"))
    quotation = f"/d/{article.identifier}/quote?at={passage.code}"
    return {
        "kept lists": folder.get_absolute_url(),
        "kept list": kept.get_absolute_url(),
        "bibliography of a kept list": f"{kept.get_absolute_url()}references/",
        "quotation": quotation,
    }


def odd_places(odd: dict) -> dict[str, str]:
    """Name → address of articles and pages in the states of `tests.browser.oddities`."""
    article = {name: document.get_absolute_url() for name, document in odd.items()}
    return {
        "article of many": article["crowded"],
        "article not read": article["unread"],
        "reader, read by machine": f"{article['misread']}p/31/",
        "reader, not read": f"{article['unread']}p/32/",
        "reader, damaged": f"{article['damaged']}p/33/",
        "article beside a draft": article["covered"],
        "reader, partly covered": f"{article['covered']}p/266/",
        "reader, held back": f"{article['held back']}p/266/",
        "original held back": f"/d/{odd['covered'].identifier}/original",
        "issue of oddities": odd["crowded"].issue.get_absolute_url(),
    }


def make_desk(archive: dict) -> dict[str, object]:
    """Beside the drafts of the demo issue: files in other states, a reader's report, an acronym."""
    draft = Document.objects.filter(state="draft").exclude(pk=archive["draft"].pk).latest("pk")
    page = archive["article"].pages.first()
    make_job("locked.pdf", state="failed", reason="Password-protected. Remove the password and upload again.")
    make_job("waiting.pdf")
    save(Report(document=archive["article"], page=page, message="A word is missing here.", sender="0" * 64))
    save(
        Acronym(
            document=archive["article"],
            short="MPI",
            long="Movement for Peoples’ Integration",
            page=page,
            offset=0,
        )
    )
    return {
        "review": draft,
        "job": Job.objects.filter(state="review").first(),
        "batch": Batch.objects.first(),
    }


def _two_authors() -> str:
    return "&".join(f"id={pk}" for pk in Author.objects.order_by("pk").values_list("pk", flat=True)[:2])


def desk_places(archive: dict, desk: dict) -> dict[str, str]:
    """Name → address of what librarians see."""
    identifier = desk["review"].identifier
    here = {
        "desk home": "/",
        "desk draft": archive["draft"].get_absolute_url(),
        "desk withdrawn": archive["withdrawn"].get_absolute_url(),
        "desk review": f"/ingest/d/{identifier}/",
        "desk history": f"/ingest/d/{identifier}/history/",
        "desk job": f"/ingest/jobs/{desk['job'].pk}/",
        "desk batch": f"/ingest/batches/{desk['batch'].pk}/",
        "desk reading compared": f"/ingest/d/{identifier}/compare/",
        "desk texts that may be the same": f"{reverse('ingest:same_article')}?documents={identifier}"
        f"&documents={archive['draft'].identifier}",
        "desk author": reverse(
            "ingest:catalogue_row", args=["authors", archive["article"].authors.first().pk]
        ),
        "desk authors to merge": f"{reverse('ingest:merge_rows', args=['authors'])}?{_two_authors()}",
        "desk styles": reverse("own_styles"),
        "desk second factor": reverse("second_factor_setup"),
    }
    for kind in ("authors", "journals", "subjects"):
        here[f"desk {kind}"] = reverse("ingest:catalogue_rows", args=[kind])
    names = ("queue", "upload", "reports", "all_history", "overview", "documents", "sheet")
    return here | {f"desk {name.replace('_', ' ')}": reverse(f"ingest:{name}") for name in names}
