"""What the archive holds: the names are those of libraries and of JATS, ALTO and CSL."""

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.addresses import address_of
from archive.audiences import Audience
from archive.citations.filing import filed_name
from archive.citations.marked_titles import without_marks
from archive.citations.record import Date, is_family_first
from archive.citations.styles import Style
from archive.citations.supplied_titles import supplied_title
from archive.identifiers import is_orcid, mint_identifier, mint_token
from archive.printed_pages import label_at, labels_of
from archive.querysets import (
    AcronymQuerySet,
    AuthorQuerySet,
    DocumentQuerySet,
    IssueQuerySet,
    JournalQuerySet,
    PageQuerySet,
)

EVIDENCE = _("where it was read, from what cue, and the confidence from 0 to 1")
MARKUP = _("with <i>, <sub> and <sup>, where it has any; else empty")
YEAR_RANGE = [MinValueValidator(1400), MaxValueValidator(2200)]


class Mergeable(models.Model):
    """A row that turned out to be another under a second name: that name and its address lead to the other."""

    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )

    class Meta:
        abstract = True


class FilingKeyField(models.CharField):
    """How a row is filed among others by its title; kept right whenever the row is saved."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = filed_name(model_instance.title)[: self.max_length]
        setattr(model_instance, self.attname, key)
        return key


class Journal(Mergeable):
    """What appears in issues. Its kind decides how its articles are cited."""

    class Kind(models.TextChoices):
        JOURNAL = "journal", _("journal")
        MAGAZINE = "magazine", _("magazine")
        NEWSPAPER = "newspaper", _("newspaper")

    title = models.CharField(_("title"), max_length=500, unique=True)
    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    abbreviation = models.CharField(_("abbreviation"), max_length=100, blank=True)
    issn = models.CharField(
        "ISSN",
        max_length=9,
        blank=True,
        validators=[RegexValidator(r"^\d{4}-\d{3}[\dX]$", _("An ISSN is 1234-567X."))],
    )
    publisher = models.CharField(_("publisher"), max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.JOURNAL)
    sort_key = FilingKeyField(_("sort key"), max_length=400, db_index=True, editable=False)

    objects = JournalQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "title"]
        verbose_name, verbose_name_plural = _("journal"), _("journals")
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="journal_has_title")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("journal", self.slug)


def is_day(year: int, month: int | None = None, day: int | None = None) -> bool:
    """Whether the calendar has it, as far as it is known."""
    try:
        datetime.date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return False
    return True


def refuse_no_day(year: int | None, month: int | None, day: int | None) -> None:
    """ValidationError for a day that the calendar has not."""
    if day and not is_day(year or 0, month or 0, day):
        raise ValidationError({"day": _("There is no such day in this month and year.")})


class Issue(models.Model):
    journal = models.ForeignKey(Journal, models.PROTECT, related_name="issues", verbose_name=_("journal"))
    volume = models.CharField(_("volume"), max_length=30, blank=True)
    number = models.CharField(_("number"), max_length=30, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True, validators=YEAR_RANGE)
    month = models.PositiveSmallIntegerField(
        _("month"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    day = models.PositiveSmallIntegerField(
        _("day"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    slug = models.SlugField(_("slug"), max_length=100)

    objects = IssueQuerySet.as_manager()

    class Meta:
        ordering = ["journal", F("year").desc(nulls_last=True), "-volume", "-number", "-month", "-day"]
        verbose_name, verbose_name_plural = _("issue"), _("issues")
        constraints = [
            models.UniqueConstraint(fields=["journal", "slug"], name="issue_slug_in_journal"),
            models.UniqueConstraint(
                *("journal", "volume", "number"),
                *(Coalesce(part, 0) for part in ("year", "month", "day")),
                name="issue_once",
                violation_error_message=_("This issue is in the archive already."),
            ),
            models.CheckConstraint(
                condition=Q(month=None) | Q(month__gte=1, month__lte=12), name="issue_month_in_year"
            ),
            models.CheckConstraint(
                condition=Q(day=None) | Q(year__isnull=False, month__isnull=False, day__range=(1, 31)),
                name="issue_day_in_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.journal} {self.designation}".strip()

    def get_absolute_url(self) -> str:
        return address_of("issue", self.journal.slug, self.slug)

    def clean(self) -> None:
        refuse_no_day(self.year, self.month, self.day)

    @property
    def designation(self) -> str:
        """ "7(3), 2007", as much of it as is known; "no. 14, 2010" for numbers without volumes.

        Of what comes out on a day, the day; of what has no numbers, the month: "December 2006".
        """
        if self.volume:
            numbers = self.volume + (f"({self.number})" if self.number else "")
        else:
            numbers = gettext("no. %(number)s") % {"number": self.number} if self.number else ""
        return ", ".join(part for part in (numbers, self._date_as_said(bool(numbers))) if part)

    def _date_as_said(self, has_numbers: bool) -> str:
        if self.day and is_day(self.year, self.month, self.day):
            return date_format(datetime.date(self.year, self.month, self.day))
        if self.year and self.month and not has_numbers:
            return date_format(datetime.date(self.year, self.month, 1), "YEAR_MONTH_FORMAT")
        return str(self.year or "")

    @property
    def date(self) -> Date | None:
        """As far as it is known."""
        return Date(self.year, self.month, self.day) if self.year else None


class Subject(Mergeable):
    name = models.CharField(_("name"), max_length=200, unique=True)
    slug = models.SlugField(_("slug"), max_length=200, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name, verbose_name_plural = _("subject"), _("subjects")
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="subject_has_name")]

    def __str__(self) -> str:
        return self.name


def refuse_wrong_orcid(orcid: str) -> None:
    """ValidationError where the last character does not check the others."""
    if not is_orcid(orcid):
        raise ValidationError(_("An ORCID is 0000-0002-1825-0097; its last character checks the others."))


class Author(Mergeable):
    """A person (family and given name) or a body (literal), under one name form."""

    family = models.CharField(_("family name"), max_length=200, blank=True)
    given = models.CharField(_("given names"), max_length=200, blank=True)
    suffix = models.CharField(_("suffix"), max_length=20, blank=True, help_text=_("after the name: Jr., III"))
    literal = models.CharField(_("name of a body"), max_length=400, blank=True)
    slug = models.SlugField(_("slug"), max_length=200, unique=True)
    sort_key = models.CharField(_("sort key"), max_length=400, db_index=True, editable=False)
    variants = models.JSONField(_("other forms of the name"), default=list, blank=True)
    orcid = models.CharField("ORCID", max_length=19, blank=True, validators=[refuse_wrong_orcid])

    objects = AuthorQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name, verbose_name_plural = _("author"), _("authors")
        constraints = [
            models.CheckConstraint(
                condition=(~Q(family="") & Q(literal=""))
                | (Q(family="", given="", suffix="") & ~Q(literal="")),
                name="author_is_person_or_body",
            ),
            models.UniqueConstraint(fields=["orcid"], condition=~Q(orcid=""), name="author_orcid_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("author", self.slug)

    @property
    def name(self) -> str:
        """ "Gonzalo Berrón", as one speaks of a person."""
        if is_family_first(self.family, self.given):
            return self.family + self.given
        return self.literal or " ".join(filter(None, [self.given, self.family, self.suffix]))

    @property
    def inverted_name(self) -> str:
        """ "Berrón, Gonzalo", as one looks a person up."""
        if is_family_first(self.family, self.given):
            return self.name
        return self.literal or ", ".join(filter(None, [self.family, self.given, self.suffix]))


class Scan(models.Model):
    """One uploaded file, kept byte for byte for ever under its sha256."""

    sha256 = models.CharField(
        "SHA-256", max_length=64, unique=True, validators=[RegexValidator(r"^[0-9a-f]{64}$")]
    )
    original_name = models.CharField(_("file name"), max_length=255)
    media_type = models.CharField(_("media type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="scans",
        verbose_name=_("uploaded by"),
    )
    provenance = models.TextField(_("provenance"), blank=True)

    class Meta:
        ordering = ["-uploaded_at"]
        verbose_name, verbose_name_plural = _("scan"), _("scans")
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="scan_is_not_empty")]

    def __str__(self) -> str:
        return self.original_name


def refuse_needless_embargo(text_access: str, open_from: datetime.date | None) -> None:
    """ValidationError for a day on which a text opens that is open to everyone already."""
    if open_from and text_access == Document.TextAccess.OPEN:
        raise ValidationError({"open_from": _("Say who alone may read the text until this day.")})


class Document(models.Model):
    """An article. What is not known is empty, never guessed."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class TextAccess(models.TextChoices):
        OPEN = "open", _("open to everyone")
        PREMISES = "premises", _("on the premises alone")
        STAFF = "staff", _("for the library’s staff alone")

    identifier = models.CharField(
        _("identifier"), max_length=8, unique=True, default=mint_identifier, editable=False
    )
    title = models.CharField(_("title"), max_length=1000, blank=True)
    subtitle = models.CharField(_("subtitle"), max_length=1000, blank=True)
    title_markup = models.CharField(
        _("title with its type"), max_length=2000, blank=True, editable=False, help_text=MARKUP
    )
    subtitle_markup = models.CharField(
        _("subtitle with its type"), max_length=2000, blank=True, editable=False, help_text=MARKUP
    )
    language = models.CharField(
        _("language"), max_length=35, blank=True, help_text=_("BCP 47, such as “en” or “es”")
    )
    abstract = models.TextField(_("abstract"), blank=True)
    doi = models.CharField("DOI", max_length=200, blank=True)
    issue = models.ForeignKey(
        Issue, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name=_("issue")
    )
    first_page = models.CharField(_("first page"), max_length=20, blank=True, help_text=_("as printed"))
    last_page = models.CharField(_("last page"), max_length=20, blank=True, help_text=_("as printed"))
    begins_before = models.BooleanField(_("beginning is missing"), default=False)
    ends_after = models.BooleanField(_("end is missing"), default=False)
    authors = models.ManyToManyField(
        Author, through="Authorship", related_name="documents", verbose_name=_("authors")
    )
    subjects = models.ManyToManyField(
        Subject, blank=True, related_name="documents", verbose_name=_("subjects")
    )
    received = models.CharField(
        _("received"), max_length=10, blank=True, help_text=_("by the journal: 2021-08-30, or 2021-08")
    )
    accepted = models.CharField(
        _("accepted"), max_length=10, blank=True, help_text=_("by the journal: 2021-08-30, or 2021-08")
    )
    parallel_texts = models.JSONField(
        _("in other languages"),
        default=list,
        blank=True,
        editable=False,
        help_text=_("as printed, in their order: [{language, title, abstract}, …]"),
    )
    reviewed_works = models.JSONField(
        _("review of"),
        default=list,
        blank=True,
        editable=False,
        help_text=_("as printed, in their order: [{title, authors, publisher, year}, …]; names as “Paz, L.”"),
    )
    rights = models.CharField(
        _("rights"),
        max_length=500,
        blank=True,
        help_text=_("who may use it and how, or the licence's address"),
    )
    text_access = models.CharField(
        _("text may be read"),
        max_length=10,
        choices=TextAccess,
        default=TextAccess.OPEN,
        help_text=_("the record is found and cited by everyone, whoever may read the text"),
    )
    open_from = models.DateField(
        _("open to everyone from"),
        null=True,
        blank=True,
        help_text=_("an embargo: on this day the text opens by itself"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("reason of withdrawal"), max_length=500, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("merged into"),
        help_text=_("the same article held twice: this one's addresses lead to that one"),
    )
    evidence = models.JSONField(
        _("evidence"),
        default=dict,
        blank=True,
        help_text=_(
            "for each field: where its value was read, from what cue, and the confidence from 0 to 1"
        ),
    )
    parser_version = models.CharField(_("parser version"), max_length=20, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name, verbose_name_plural = _("article"), _("articles")
        indexes = [
            models.Index(fields=["state", "issue"]),
            models.Index(fields=["changed_at", "id"]),
            # What pages for readers count and list of the whole archive is read from these alone.
            models.Index(
                fields=["published_at", "id"], condition=Q(state="published"), name="document_published"
            ),
            models.Index(fields=["issue", "id"], condition=Q(state="published"), name="document_in_issue"),
            models.Index(fields=["language"], condition=Q(state="published"), name="document_language"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["doi"], condition=~Q(doi="") & Q(state="published"), name="published_doi_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "published", "withdrawn"]), name="document_state"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="published_has_date"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_reason=""), name="withdrawn_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(state="withdrawn") & ~Q(merged_into=F("id")),
                name="merged_is_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(text_access__in=["open", "premises", "staff"]), name="document_text_access"
            ),
            models.CheckConstraint(
                condition=Q(open_from=None) | ~Q(text_access="open"), name="embargo_is_of_closed_text"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.placeholder_title

    def get_absolute_url(self) -> str:
        return address_of("document", self.address)

    def clean(self) -> None:
        refuse_needless_embargo(self.text_access, self.open_from)

    @property
    def placeholder_title(self) -> str:
        """What stands for an unknown title, in brackets as cataloguers write it."""
        if self.opening_words:
            return self.opening_words
        if self.first_page:
            return gettext("[Untitled, p. {page}]").format(page=self.first_page)
        return gettext("[Untitled]")

    @property
    def opening_words(self) -> str:
        """ "[A profound process of de-legitimation …]", for an article without title.

        Nothing of what is withdrawn, or not open to everyone: its record is the same for all.
        """
        if self.title or self.is_withdrawn or self.is_closed:
            return ""
        return supplied_title(self._first_page["opening"], begins_before=self.begins_before)

    @property
    def running_head(self) -> str:
        """The head of its first page: all that is known of the source where neither title nor issue is."""
        is_told = not (self.title or self.issue_id or self.is_withdrawn or self.is_closed)
        return self._first_page["head"] if is_told else ""

    @cached_property
    def _first_page(self) -> dict[str, str]:
        """Its opening and head, as `DocumentQuerySet.telling_openings` has them; else a query."""
        told = {name: self.__dict__.get(f"first_{name}") for name in ("opening", "head")}
        if self.pk and None in told.values():
            rows = type(self).objects.filter(pk=self.pk).telling_openings()
            told = rows.values(opening=F("first_opening"), head=F("first_head")).first() or told
        return {name: value or "" for name, value in told.items()}

    @property
    def marked_title(self) -> str:
        """With <i>, <sub> and <sup> where it is known to have any."""
        return self.title_markup if without_marks(self.title_markup) == self.title else self.title

    @property
    def marked_subtitle(self) -> str:
        return self.subtitle_markup if without_marks(self.subtitle_markup) == self.subtitle else self.subtitle

    @property
    def bylines(self) -> list["Authorship"]:
        """Those who wrote it, in their order; who edited or translated it is none of them."""
        return [each for each in self.authorships.all() if each.role == Authorship.Role.AUTHOR]

    @property
    def contributions(self) -> list["Authorship"]:
        """Those who edited or translated it."""
        return [each for each in self.authorships.all() if each.role != Authorship.Role.AUTHOR]

    @property
    def slug(self) -> str:
        return slugify(self.title)[:60].strip("-")

    @property
    def address(self) -> str:
        """ "7k2m9x4q-integration-of-peoples": only the identifier counts, the rest may change."""
        slug = self.slug
        return f"{self.identifier}-{slug}" if slug else self.identifier

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def is_withdrawn(self) -> bool:
        return self.state == self.State.WITHDRAWN

    @property
    def audience(self) -> Audience:
        """Who may read the text today, and all that see more."""
        is_open = self.open_from is not None and self.open_from <= timezone.localdate()
        return Audience.EVERYONE if is_open else AUDIENCES[self.text_access]

    @cached_property
    def is_closed(self) -> bool:
        """Whether its text is not open to everyone."""
        return self.audience is not Audience.EVERYONE

    @property
    def told_since(self) -> datetime.datetime:
        """Since when all of it is told as it is: the last change, or the beginning of the day on which it opened."""
        if self.open_from is None or self.is_closed:
            return self.changed_at
        opened = datetime.datetime.combine(self.open_from, datetime.time.min)
        return max(self.changed_at, timezone.make_aware(opened))

    @property
    def why_closed(self) -> str:
        """For readers: who may read the text, and from when on everyone may. "" where everyone may."""
        if not self.is_closed:
            return ""
        if self.audience is Audience.PREMISES:
            told = gettext("The text of this article may be read in the library’s reading rooms.")
        else:
            told = gettext("The text of this article is not open to readers.")
        if not self.open_from:
            return told
        day = date_format(self.open_from)
        return " ".join([told, gettext("It opens to everyone on {day}.").format(day=day)])

    @property
    def why_withdrawn(self) -> str:
        """For readers. Of an article held twice, in their language, where it is now."""
        if self.merged_into:
            return gettext("Held twice: see {identifier}.").format(identifier=self.merged_into.identifier)
        return self.withdrawn_reason

    @property
    def is_fragment(self) -> bool:
        return self.begins_before or self.ends_after

    @property
    def page_range(self) -> str:
        """ "265–269", or "265" for a single page, or ""."""
        if self.last_page and self.last_page != self.first_page:
            return f"{self.first_page}–{self.last_page}"
        return self.first_page


AUDIENCES = {
    Document.TextAccess.OPEN: Audience.EVERYONE,
    Document.TextAccess.PREMISES: Audience.PREMISES,
    Document.TextAccess.STAFF: Audience.STAFF,
}  # who may read a text, as long as it has not opened


class Authorship(models.Model):
    """What a person or body did for an article: wrote, edited or translated it."""

    class Role(models.TextChoices):
        AUTHOR = "author", _("author")
        EDITOR = "editor", _("editor")
        TRANSLATOR = "translator", _("translator")

    document = models.ForeignKey(
        Document, models.CASCADE, related_name="authorships", verbose_name=_("article")
    )
    author = models.ForeignKey(Author, models.PROTECT, related_name="authorships", verbose_name=_("author"))
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.AUTHOR)
    position = models.PositiveSmallIntegerField(_("position"))
    name_as_printed = models.CharField(_("name as printed"), max_length=400, blank=True)
    affiliation = models.CharField(_("affiliation"), max_length=1000, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    evidence = models.JSONField(_("evidence"), default=dict, blank=True, editable=False, help_text=EVIDENCE)

    class Meta:
        ordering = ["document", "position"]
        verbose_name, verbose_name_plural = _("authorship"), _("authorships")
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="authorship_position_once"),
            models.UniqueConstraint(fields=["document", "author", "role"], name="authorship_once"),
        ]

    def __str__(self) -> str:
        return f"{self.author} · {self.document}"


class Page(models.Model):
    """One printed page as one document shows it.

    Two articles that share a physical page each have their own part of it.
    """

    class LabelSource(models.TextChoices):
        PRINTED = "printed", _("printed on the page")
        PDF = "pdf", _("from the file")
        INFERRED = "inferred", _("inferred from its neighbours")

    class TextSource(models.TextChoices):
        PDF = "pdf", _("text layer")
        PLAIN = "plain", _("text file")
        OCR = "ocr", _("read by machine")
        NONE = "none", _("not read yet")
        BLANK = "blank", _("without text")
        ILLEGIBLE = "illegible", _("printed, but it could not be read")

    document = models.ForeignKey(Document, models.CASCADE, related_name="pages", verbose_name=_("article"))
    sequence = models.PositiveIntegerField(_("sequence"), help_text=_("1 is the first page of the document"))
    label = models.CharField(
        _("page label"), max_length=20, blank=True, help_text=_("as printed, such as 269 or iv")
    )
    label_source = models.CharField(_("label source"), max_length=10, choices=LabelSource, blank=True)
    address = models.CharField(
        _("address"),
        max_length=30,
        editable=False,
        help_text=_("the label where it is unique in the document, else n and the sequence"),
    )
    label_evidence = models.JSONField(
        _("label evidence"), default=dict, blank=True, editable=False, help_text=EVIDENCE
    )
    running_head = models.CharField(_("running head"), max_length=300, blank=True)
    raw_text = models.TextField(_("text as read"), blank=True)
    text = models.TextField(_("reading text"), blank=True, help_text=_("a blank line between paragraphs"))
    runs_on = models.BooleanField(_("last paragraph runs on to the next page"), default=False)
    words = models.JSONField(
        _("words"),
        default=list,
        blank=True,
        help_text=_(
            "lines of words: [[start, end, x, y, width, height, confidence or null], …], start and end in `text`"
        ),
    )
    width = models.FloatField(_("width"), default=0, help_text=_("of the page, in the unit of `words`"))
    height = models.FloatField(_("height"), default=0)
    text_source = models.CharField(
        _("text source"), max_length=10, choices=TextSource, default=TextSource.NONE
    )
    text_confidence = models.FloatField(
        _("text confidence"), null=True, blank=True, help_text=_("mean word confidence from 0 to 1")
    )
    scan = models.ForeignKey(Scan, models.PROTECT, related_name="pages", verbose_name=_("scan"))
    scan_page = models.PositiveIntegerField(_("scan page"), help_text=_("page of the scan file, from 1"))
    scan_member = models.CharField(
        _("scan member"),
        max_length=1000,
        blank=True,
        editable=False,
        help_text=_("in a zip the file that shows the page; “#2” behind it is its second page"),
    )
    begins_at = models.PositiveIntegerField(
        _("begins at"),
        default=0,
        editable=False,
        help_text=_("where several articles share the page: characters of it that stand before this part"),
    )
    turns_at = models.PositiveIntegerField(
        _("turns at"),
        null=True,
        editable=False,
        help_text=_(
            "where the image shows two printed pages: characters of the text that stand on the first"
        ),
    )
    furniture = models.JSONField(
        _("furniture"),
        default=list,
        blank=True,
        editable=False,
        help_text=_("where running head and page number stand: [[x, y, width, height], …]"),
    )

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = ["document", "sequence"]
        verbose_name, verbose_name_plural = _("page"), _("pages")
        indexes = [
            models.Index(fields=["document"], condition=Q(text_source="none"), name="page_without_text"),
            models.Index(fields=["document"], condition=Q(text_source="illegible"), name="page_illegible"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["document", "sequence"], name="page_sequence_once"),
            models.UniqueConstraint(fields=["document", "address"], name="page_address_once"),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="page_sequence_from_one"),
            models.CheckConstraint(condition=Q(label="") | ~Q(label_source=""), name="page_label_has_source"),
        ]

    def __str__(self) -> str:
        return f"{self.document} p. {self.label or self.address}"

    def get_absolute_url(self) -> str:
        return address_of("page", self.document.address, self.address)

    @property
    def cited_label(self) -> str:
        """ "269", "[268]" when it is inferred, "" when unknown: as a citation writes it."""
        return as_cited(self.label, self.label_source)

    @property
    def printed_labels(self) -> tuple[str, ...]:
        """("50", "51") where the image shows two printed pages, else the label alone; () where it is unknown."""
        return labels_of(self.label, self.turns_at)

    def cited_label_at(self, offset: int) -> str:
        """The same of the printed page on which a character of the text stands."""
        return as_cited(label_at(self.label, self.turns_at, offset), self.label_source)

    @property
    def first_cited_label(self) -> str:
        """Of the printed page with which the text begins."""
        return self.cited_label_at(0)

    @property
    def last_cited_label(self) -> str:
        """Of the second printed page on its image, where there is one."""
        return self.cited_label_at(self.turns_at or 0)


def as_cited(label: str, source: str) -> str:
    """The label of a page as a citation writes it."""
    return f"[{label}]" if label and source == Page.LabelSource.INFERRED else label


class Section(models.Model):
    """A part of a document. The sections of a document partition its text, in order."""

    class Kind(models.TextChoices):
        FRONT = "front", _("front matter")
        ABSTRACT = "abstract", _("abstract")
        BODY = "body", _("body")
        NOTES = "notes", _("notes")
        REFERENCES = "references", _("references")
        BACK = "back", _("back matter")

    document = models.ForeignKey(Document, models.CASCADE, related_name="sections", verbose_name=_("article"))
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.BODY)
    heading = models.CharField(_("heading"), max_length=500, blank=True)
    level = models.PositiveSmallIntegerField(_("level"), default=1)
    page = models.ForeignKey(
        Page,
        models.CASCADE,
        related_name="sections_starting",
        help_text=_("where it starts"),
        verbose_name=_("page"),
    )
    offset = models.PositiveIntegerField(
        _("offset"), default=0, help_text=_("character of the page's text at which it starts")
    )
    evidence = models.JSONField(_("evidence"), default=dict, blank=True, editable=False, help_text=EVIDENCE)

    class Meta:
        ordering = ["document", "position"]
        verbose_name, verbose_name_plural = _("section"), _("sections")
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="section_position_once"),
            models.CheckConstraint(condition=Q(level__gte=1), name="section_level_from_one"),
        ]

    def __str__(self) -> str:
        return self.heading or self.get_kind_display()

    @property
    def cited_label(self) -> str:
        """Of the printed page on which it starts."""
        return self.page.cited_label_at(self.offset)


class Reference(models.Model):
    """A cited work as printed, and what of it could be told; `cited` where the archive holds it."""

    document = models.ForeignKey(
        Document, models.CASCADE, related_name="references", verbose_name=_("article")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    raw = models.TextField(_("as printed"))
    doi = models.CharField("DOI", max_length=200, blank=True)
    authors = models.JSONField(
        _("authors"), default=list, blank=True, help_text=_("names as printed: “Paz, L.”")
    )
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=1000, blank=True)
    container = models.CharField(_("journal or book"), max_length=1000, blank=True)
    volume = models.CharField(_("volume"), max_length=50, blank=True)
    pages = models.CharField(_("pages"), max_length=50, blank=True)
    confidence = models.JSONField(
        _("confidence"), default=dict, blank=True, help_text=_("by field, from 0 to 1")
    )
    place = models.JSONField(_("place"), default=dict, blank=True, editable=False, help_text=EVIDENCE)
    cited = models.ForeignKey(
        Document, models.SET_NULL, null=True, blank=True, related_name="citations", verbose_name=_("held as")
    )

    class Meta:
        ordering = ["document", "position"]
        verbose_name, verbose_name_plural = _("reference"), _("references")
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="reference_position_once")
        ]

    def __str__(self) -> str:
        return self.raw


class Acronym(models.Model):
    """A short form where a document defines it: "Hemispheric Social Alliance (HSA)"."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="acronyms", verbose_name=_("article"))
    short = models.CharField(_("short form"), max_length=30, db_index=True)
    long = models.CharField(_("long form"), max_length=300)
    page = models.ForeignKey(Page, models.CASCADE, related_name="acronyms_defined", verbose_name=_("page"))
    offset = models.PositiveIntegerField(
        _("offset"), help_text=_("character of the page's text at which it is defined")
    )

    objects = AcronymQuerySet.as_manager()

    class Meta:
        ordering = ["short", "long", "document"]
        verbose_name, verbose_name_plural = _("acronym"), _("acronyms")
        constraints = [
            models.UniqueConstraint(fields=["document", "short", "long"], name="acronym_once_in_document"),
            models.CheckConstraint(condition=~Q(short="") & ~Q(long=""), name="acronym_has_both_forms"),
        ]

    def __str__(self) -> str:
        return f"{self.long} ({self.short})"

    @property
    def cited_label(self) -> str:
        """Of the printed page on which it is defined."""
        return self.page.cited_label_at(self.offset)


class OutboxEntry(models.Model):
    """A document whose index entry must be renewed, written in the transaction that changed it.

    The document may be gone by the time the indexer reads this, hence no foreign key.
    """

    document_pk = models.BigIntegerField(_("number of the article"))
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name, verbose_name_plural = _("outbox entry"), _("outbox entries")

    def __str__(self) -> str:
        return str(self.document_pk)


class ListFolder(models.Model):
    """A reader's lists under one private address: whoever knows it may read and change them. Nobody's name is kept."""

    token = models.CharField(
        _("private address"), max_length=40, unique=True, editable=False, default=mint_token
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True, db_index=True)
    changed_on = models.DateField(_("changed on"), auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("reader's lists"), _("readers' lists")

    def __str__(self) -> str:
        return _("reader's lists")

    def get_absolute_url(self) -> str:
        return reverse("kept_lists", args=[self.token])


class KeptList(models.Model):
    """One of them. `entries` and `entries_before`, for one undo, are as `archive.reader_list` writes them."""

    folder = models.ForeignKey(
        ListFolder, models.CASCADE, related_name="lists", verbose_name=_("reader's lists")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=100)
    entries = models.JSONField(_("entries"), default=list, blank=True)
    entries_before = models.JSONField(_("entries before the last change"), null=True, blank=True)

    class Meta:
        ordering = ["folder", "number"]
        verbose_name, verbose_name_plural = _("reader's list"), _("readers' lists")
        constraints = [models.UniqueConstraint(fields=["folder", "number"], name="list_number_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("kept_list", args=[self.folder.token, self.number])


class VisibilityChange(models.Model):
    """That something changed which readers may see (`archive.visibility`)."""

    number = models.BigIntegerField(_("number"))

    class Meta:
        verbose_name, verbose_name_plural = _("change of what readers see"), _("changes of what readers see")

    def __str__(self) -> str:
        return str(self.number)


class CitationStyle(models.Model):
    """A style of references of this archive's own: a CSL file that was looked through before it was kept."""

    key = models.SlugField(_("name"), max_length=100, unique=True)
    title = models.CharField(_("title"), max_length=300)
    source = models.TextField("CSL")
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)

    class Meta:
        ordering = ["title"]
        verbose_name, verbose_name_plural = _("citation style"), _("citation styles")

    def __str__(self) -> str:
        return self.title

    @property
    def style(self) -> Style:
        return Style(self.key, self.title, "", source=self.source.encode())


class FixityCheck(models.Model):
    """What was found the last time that a file below the originals was looked at (`archive.fixity`).

    An original goes by its sha256, a file of no scan by its path.
    """

    class Finding(models.TextChoices):
        WHOLE = "whole", _("whole")
        MISSING = "missing", _("missing")
        TRUNCATED = "truncated", _("of another size")
        CHANGED = "changed", _("changed")
        SWAPPED = "swapped", _("that of another original")
        UNREADABLE = "unreadable", _("unreadable")
        EXTRA = "extra", _("of no scan")

    name = models.CharField(_("name"), max_length=255, unique=True)
    finding = models.CharField(_("finding"), max_length=10, choices=Finding)
    detail = models.TextField(_("detail"), blank=True)
    checked_at = models.DateTimeField(_("checked at"), db_index=True)

    class Meta:
        verbose_name, verbose_name_plural = _("fixity check"), _("fixity checks")

    def __str__(self) -> str:
        return f"{self.name}: {self.finding}"


class FixityRound(models.Model):
    """A look at all originals; one that was broken off has no end, and is gone on with by who began it."""

    in_background = models.BooleanField(_("in the background"))
    begun_at = models.DateTimeField(_("begun at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    files = models.PositiveIntegerField(_("files"), default=0)
    damaged = models.PositiveIntegerField(_("damaged"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("fixity round"), _("fixity rounds")

    def __str__(self) -> str:
        return str(self.begun_at)
