"""What templates need to show lists and addresses."""

from html import escape
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from archive.access import access
from archive.citation_builder import reviewed_works
from archive.citations.marked_titles import to_safe_html
from archive.reading.running_text import heading_level, running_text
from archive.scans.page_images import is_pictured, version_of
from archive.views.browse import language_name
from archive.year_bars import Bar, bars_within, year_chart

register = template.Library()
register.filter("heading_level", heading_level)
register.filter("language_in_words", language_name)  # Django has a filter of the other name


@register.simple_tag(name="running_text")
def text_of_blocks(blocks, document, current_hit=None) -> SafeString:
    return mark_safe(running_text(blocks, document, current_hit))  # noqa: S308 (it escapes each piece)


@register.simple_tag
def site_name() -> str:
    """For pages of errors, which no context reaches."""
    return settings.SITE_NAME


CHOSEN, CURRENT = mark_safe(' class="chosen"'), mark_safe(' aria-current="true"')
FILE_KINDS = {"text/plain": "TXT", "application/xml": "XML", "application/zip": "ZIP"}


BAR = (
    '<a href="{}" aria-label="{}" data-from="{}" data-to="{}"{}{}><title>{}</title>'
    '<rect class="catch" x="{}" y="0" width="1" height="100"/>'
    '<rect class="bar" x="{}.1" y="{}" width="0.8" height="{}"/></a>'
)


@register.inclusion_tag("archive/_histogram.html")
def year_histogram(counts, address: str, year_from=None, year_to=None) -> dict[str, object]:
    """Bars that are links; `counts` maps years to numbers, `address` gets from=…&to=… appended."""
    joint = "&" if "?" in address else "?"
    chart = year_chart({int(year): count for year, count in dict(counts).items() if year})
    if chart is None:
        return {"chart": None}
    chosen = bars_within(chart, year_from, year_to)
    addresses = {bar: f"{address}{joint}from={bar.year_from}&to={bar.year_to}" for bar in chart.bars}
    bars = (
        (
            addresses[bar],
            articles := _articles_of(bar),
            bar.year_from,
            bar.year_to,
            CHOSEN if bar in chosen else "",
            CURRENT if (bar.year_from, bar.year_to) == (year_from, year_to) else "",
            articles,
            *(bar.x, bar.x, bar.y, bar.height),
        )
        for bar in chart.bars
    )
    row = '<tr><th scope="row"><a href="{}">{}</a></th><td>{}</td></tr>'
    rows = ((addresses[bar], bar.label, bar.count) for bar in chart.bars)
    return {
        "chart": chart,
        "bars": format_html_join("\n", BAR, bars),
        "rows": format_html_join("\n", row, rows),
    }


def _articles_of(bar: Bar) -> str:
    told = ngettext("%(years)s: %(counter)s article", "%(years)s: %(counter)s articles", bar.count)
    return told % {"years": bar.label, "counter": bar.count}


@register.simple_tag(takes_context=True)
def address_with(context, **changes) -> str:
    """The query string of this page with these parameters replaced; None removes one, `page` always goes.

    "?q=free+trade&sort=old" for {% address_with sort="old" %} on "?q=free+trade&page=3".
    """
    parameters = context["request"].GET.copy()
    parameters.pop("page", None)
    for name, value in changes.items():
        parameters.pop(name, None)
        if value not in (None, ""):
            parameters[name] = value
    return f"?{parameters.urlencode()}"


@register.filter
def leading_back(address: str, results_query: str) -> str:
    """The address of a page of an article, with the query string of the results that were left for it.

    >>> leading_back("/d/7k2m9x4q/p/5/?q=tide#hit-1", "q=tide&from=2003")
    '/d/7k2m9x4q/p/5/?q=tide&back=q%3Dtide%26from%3D2003#hit-1'
    """
    if not results_query:
        return address
    head, anchor, place = address.partition("#")
    joint = "&" if "?" in head else "?"
    return f"{head}{joint}{urlencode({'back': results_query})}{anchor}{place}"


@register.simple_tag
def query_string(**parameters) -> str:
    """ "?q=free+trade&find=tariff", without the empty ones; "" when all are empty."""
    filled = {name: value for name, value in parameters.items() if value not in (None, "", 0)}
    return f"?{urlencode(filled)}" if filled else ""


@register.filter
def percent(share: float | None) -> str:
    """ "93 %" for 0.93, "" when unknown."""
    return "" if share is None else f"{share:.0%}".replace("%", " %")


@register.filter
def first_and_last(years) -> str:
    """ "1997–2011" for years (or a mapping of years) in order, "2007" for a single one."""
    years = list(years)
    return "" if not years else str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"


@register.filter
def shown_pages(paginator, number: int) -> list[int | None]:
    """Numbers of the pages to offer around this one; None stands for those left out."""
    pages = paginator.get_elided_page_range(number, on_each_side=2, on_ends=1)
    return [page if isinstance(page, int) else None for page in pages]


@register.filter
def affiliations(document) -> dict[str, list[str]]:
    """Affiliation as printed → the authors who have it, in the order of the by-line."""
    found: dict[str, list[str]] = {}
    for authorship in document.bylines:
        if authorship.affiliation:
            found.setdefault(authorship.affiliation, []).append(authorship.author.name)
    return found


@register.simple_tag
def byline(document) -> str:
    """The authors as they are printed, each a link; nothing for a work without any."""
    authors = [row.author for row in document.bylines]
    links = [f'<a href="{escape(each.get_absolute_url())}">{escape(each.name)}</a>' for each in authors]
    if not links:
        return ""
    last = f" {escape(gettext('and'))} {links.pop()}" if len(links) > 1 else ""
    return mark_safe(f'<p class="byline">{", ".join(links)}{last}</p>')  # noqa: S308  (each part is escaped)


@register.simple_tag
def source_line(document) -> str:
    """Where it was printed and its DOI: “Annals 7(3), 2007, pp. 265–269 · doi:10.1234/5678”."""
    parts, issue, pages = [], document.issue, document.page_range
    if issue:
        name = escape(issue.designation or issue.slug)
        parts.append(
            f'<cite>{escape(str(issue.journal))}</cite> <a href="{escape(issue.get_absolute_url())}">{name}</a>'
        )
    elif head := document.running_head:
        parts.append(escape(gettext("Running head: %(head)s") % {"head": head}))
    if pages:
        is_range = document.last_page and document.last_page != document.first_page
        parts.append(f"{escape(gettext('pp.') if is_range else gettext('p.'))} {escape(pages)}")
    doi = escape(document.doi)
    link = f' · <a href="https://doi.org/{doi}">doi:{doi}</a>' if doi else ""
    return mark_safe(", ".join(parts) + link)  # noqa: S308  (each part is escaped)


class ListButton:
    """The button that adds an article to the reader's own list, or a quotation of it, or removes it.

    What is the same of all those on a page is put together once. Each part is escaped.
    """

    def __init__(self, context, add: str = "") -> None:
        self.held = context["reading_list"]
        self.add = escape(add or gettext("Add to list"))
        self.remove = escape(gettext("Remove from list"))
        self.attributes = (
            f'method="post" action="{escape(context["list_change_url"])}"'
            f' data-list="{escape(context["own_list_url"])}" data-add="{self.add}" data-remove="{self.remove}"'
        )
        self.back = escape(context["request"].get_full_path())

    def html(self, key: str) -> SafeString:
        act, label = ("remove", self.remove) if key in self.held else ("add", self.add)
        key = escape(key)
        return mark_safe(  # noqa: S308  (each part is escaped)
            f'<form class="list-form not-printed" id="in-list-{key}" {self.attributes}>'
            f'<input type="hidden" name="id" value="{key}">'
            f'<input type="hidden" name="next" value="{self.back}#in-list-{key}">'
            f'<button type="submit" name="act" value="{act}" class="button-plain">{label}</button></form>'
        )


@register.simple_tag(takes_context=True)
def add_to_list(context, document, list_key: str = "") -> str:
    if not document.is_published:
        return ""
    add = gettext("Add quotation to list") if list_key else ""
    return ListButton(context, add).html(list_key or document.identifier)


@register.filter
def marked(title: str) -> SafeString:
    """A title with its italics, sub- and superscripts; all else in it escaped."""
    return mark_safe(to_safe_html(title))  # noqa: S308  (escapes all text itself)


@register.filter
def reviewed(document) -> list[str]:
    """ "Ana Sá, Ports (Quay Press, 1998)" of each work that the article is a review of."""
    return [work.in_words for work in reviewed_works(document)]


@register.filter
def contributions(document, role: str) -> list:
    """The authorships of those who did this for it: "editor", "translator"."""
    return [each for each in document.contributions if each.role == role]


@register.filter
def unharvested(email: str) -> str:
    """ "ines (at) tarvita.example": for people to read, not for those who collect addresses."""
    return email.replace("@", " (at) ")


@register.simple_tag
def style_options(choice) -> SafeString:
    """The styles of references that are offered, for a menu; the chosen one is selected."""
    rows = (
        f'<option value="{escape(each.key)}"{" selected" if each.key == choice.style else ""}>'
        f"{escape(each.label)}</option>"
        for each in choice.offered
    )
    return mark_safe("".join(rows))  # noqa: S308  (each part is escaped)


# ------------------------------------------------------------------ images of pages
@register.simple_tag(takes_context=True)
def shows_image(context, document, page) -> bool:
    """Whether there is an image of the page that this reader may see."""
    return is_pictured(page) and not access(context["request"].user, document).image(page).is_withheld


@register.simple_tag(takes_context=True)
def page_image_url(context, document, page, width: int) -> str:
    address = reverse("page_image", args=[document.identifier, page.address, width])
    return f"{address}?v={image_version(context, document, page)}"


@register.simple_tag(takes_context=True)
def image_version(context, document, page) -> str:
    return version_of(page, access(context["request"].user, document).image(page))


@register.simple_tag(takes_context=True)
def tiles_service(context, document, page) -> str:
    """Where the page's image is had in tiles, which show what everyone may see; "" to whom it shows more."""
    seen = access(context["request"].user, document).image(page)
    is_everyones = access(None, document).image(page).key == seen.key and document.is_published
    return reverse("iiif_image", args=[document.identifier, page.sequence]) if is_everyones else ""


@register.simple_tag
def image_size(page, width: int) -> str:
    """The attributes that keep the image's place until it is there; nothing when its shape is unknown."""
    if not page.width or not page.height:
        return format_html(' width="{}"', width)
    return format_html(' width="{}" height="{}"', width, round(width * page.height / page.width))


@register.filter
def of_key(values, key):
    """What a mapping has under a key that is itself a value; None where it has none."""
    return values.get(key)


@register.filter
def kind_of_file(media_type: str) -> str:
    """ "PDF" for application/pdf, "TIFF" for image/tiff: as a reader calls it."""
    return FILE_KINDS.get(media_type) or media_type.rpartition("/")[2].upper()


@register.filter
def printed_date(text: str) -> str:
    """ "2021-08-30" is "Aug. 30, 2021", "2021-08" is "August 2021": as the reader's language writes it."""
    try:
        day = parse_date(text) or parse_date(f"{text}-01")
    except ValueError:  # 2021-02-30
        day = None
    if day is None:
        return text
    return date_format(day, "DATE_FORMAT" if text.count("-") == 2 else "YEAR_MONTH_FORMAT")


@register.filter
def counts_by_year(bars) -> dict[int, int]:
    """Rows with `year` and `count` as the mapping that `year_histogram` takes."""
    return {bar.year: bar.count for bar in bars}


@register.simple_tag
def linked_reference(reference) -> str:
    """The reference as printed, its DOI as a link: where it stands, else at the end."""
    if not reference.doi:
        return conditional_escape(reference.raw)
    link = format_html('<a href="https://doi.org/{0}">{0}</a>', reference.doi)
    before, printed, after = reference.raw.partition(reference.doi)
    return format_html("{}{}{}", before, link, after) if printed else format_html("{} {}", before, link)
