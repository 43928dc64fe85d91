"""Upload: the bytes go straight from the socket into the originals' staging, hashed on the way."""

import errno
import logging
from http import HTTPStatus
from typing import Self

from django.conf import settings
from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.db import OperationalError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from archive.models import Scan
from archive.scans.originals import StagedFile, StorageFullError, check_room
from archive.trouble import told_as_trouble
from ingest.desk.forms import UploadForm, is_number
from ingest.desk.permissions import may_upload
from ingest.desk.queue_rows import rows_as_json
from ingest.models import Batch, Job
from ingest.queue.receiving import receive, receive_held

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
# Names of what can be read end so. The page asks about others before it sends them; the content decides.
ENDINGS = ".pdf .tif .tiff .jpg .jpeg .jp2 .jpx .j2k .png .webp .heic .heif .avif .gif .bmp .txt .text .md .xml .alto .hocr .html .htm .xhtml .zip"
DRAIN_AT_MOST = 4  # times the limit: read on, so that the browser shows the answer and not "reset"


class StagedUpload(UploadedFile):
    """An uploaded file in staging."""

    def __init__(self, staged: StagedFile, name: str) -> None:
        super().__init__(file=None, name=name, size=staged.size)
        self.staged = staged

    def close(self) -> None:
        self.staged.discard()


class StagingUploadHandler(FileUploadHandler):
    """Takes every file of the request; raises StorageFullError where the disk is full.

    As a context manager it removes what is still staged at the end, also where the request broke off
    in the middle of a file.
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self._all: list[StagedFile] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        for staged in self._all:
            staged.discard()

    def new_file(self, *args, **kwargs) -> None:
        super().new_file(*args, **kwargs)
        self.staged = StagedFile()
        self._all.append(self.staged)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.staged.write(raw_data)

    def file_complete(self, file_size: int) -> StagedUpload:
        return StagedUpload(self.staged, self.file_name)


# ------------------------------------------------------------------ a form, without script
@csrf_exempt  # the check reads the body: it comes in `_receive`, once the handler is set
@require_http_methods(["GET", "HEAD", "POST"])
@may_upload
def upload(request: HttpRequest) -> HttpResponse:
    """The form; after POST each file has a job, and the batch's page shows what becomes of it."""
    if request.method != "POST":
        return csrf_protect(_begin)(request)
    return _taken(request, csrf_protect(_receive), _refuse)


def _begin(request: HttpRequest) -> HttpResponse:
    """The empty form, which offers what was said of the last upload; with `?as=last` filled in with that.

    With `?batch=` the form of an upload of one's own, its files below it, to go on with.
    """
    batch = _batch_in_the_address(request)
    if batch is None:
        last = _last_batch(request)
        if last and request.GET.get("as") == "last":
            return _show(request, UploadForm(initial=last.details.as_upload()))
        return _show(request, UploadForm(), last=last)
    rows = batch.jobs.for_queue().filter(dismissed_at=None).order_by("pk")
    return _show(request, UploadForm(initial=batch.details.as_upload()), batch=batch, rows=rows)


def _batch_in_the_address(request: HttpRequest) -> Batch | None:
    pk = request.GET.get("batch", "")
    return _own_batches(request).filter(pk=int(pk)).first() if is_number(pk) else None


def _own_batches(request: HttpRequest) -> QuerySet[Batch]:
    return Batch.objects.filter(created_by=request.user, origin=Batch.Origin.UPLOAD)


def _last_batch(request: HttpRequest) -> Batch | None:
    """The last upload of one's own of which something was said: a librarian may go on with the same journal."""
    nothing = {"journal": "", "year": None, "language": "", "rights": ""}
    return _own_batches(request).exclude(**nothing).first()


def _taken(request: HttpRequest, receive_files, refuse) -> HttpResponse:
    """The answer of `receive_files(request)` with the files in staging; `refuse(request, status, text)`
    where they are too many or too large or find no room."""
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length > settings.UPLOAD_MAX_MB * MEGABYTE:
        _drain(request, length)
        return refuse(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _too_large(length))
    try:
        check_room(length)
        with StagingUploadHandler(request) as handler:
            request.upload_handlers = [handler]
            return receive_files(request)
    except StorageFullError as error:
        told_as_trouble(error, "an upload")
        _drain(request, length)
        return refuse(request, HTTPStatus.INSUFFICIENT_STORAGE, _no_room(error))
    except TooManyFilesSent:
        return refuse(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _too_many())


def _receive(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST)
    files = request.FILES.getlist("files")
    if not files:
        form.add_error(None, _("Choose at least one file."))
    if not form.is_valid():
        return _show(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    batch = _batch_in_the_address(request) or form.save(request.user)
    for number, file in enumerate(files):
        try:
            _keep(file, batch)
        except StorageFullError as error:
            told_as_trouble(error, "an upload")
            lost = ", ".join(each.name for each in files[number:])
            text = _("%(error)s Not received: %(names)s. Make room, then upload these again.")
            return _refuse(
                request, HTTPStatus.INSUFFICIENT_STORAGE, text % {"error": error, "names": lost}, batch
            )
    return HttpResponseRedirect(reverse("ingest:batch", args=[batch.pk]))


def _keep(file: StagedUpload, batch: Batch, replaces: Scan | None = None) -> Job:
    """StorageFullError also where it is the database that finds no room."""
    try:
        kept = file.staged.keep(mends=True) if file.size else None
        return receive(kept, file.name, batch, replaces=replaces)
    except OperationalError as error:
        if "full" not in str(error):
            raise
        raise StorageFullError(_("The archive's disk is full.")) from error


# ------------------------------------------------------------------ with script: file by file
@require_POST
@may_upload
def open_batch(request: HttpRequest) -> JsonResponse:
    """Details first: {"batch": its page, "here": this page with its files, "files": where to send each},
    or {"error": …} and 422."""
    form = UploadForm(request.POST)
    if not form.is_valid():
        text = " ".join(
            f"{form[name].label}: {error}" for name, errors in form.errors.items() for error in errors
        )
        return JsonResponse({"error": text}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    batch = form.save(request.user)
    places = {
        "batch": reverse("ingest:batch", args=[batch.pk]),
        "here": f"{reverse('ingest:upload')}?batch={batch.pk}",
        "files": reverse("ingest:add_file", args=[batch.pk]),
    }
    return JsonResponse(places, status=HTTPStatus.CREATED)


@csrf_exempt  # as above
@require_POST
@may_upload
def add_file(request: HttpRequest, pk: int) -> HttpResponse:
    """One file more for a batch of one's own: its row as in `rows_as_json`, or {"error": …}.

    With `sha256` and `name` in place of the file: its row where these bytes are held, else no row.
    """
    batch = get_object_or_404(_own_batches(request), pk=pk)

    @csrf_protect
    def receive_one(request: HttpRequest) -> JsonResponse:
        files = request.FILES.getlist("files")
        if not files and "sha256" in request.POST:
            held = receive_held(request.POST["sha256"], request.POST.get("name", ""), batch)
            return JsonResponse(rows_as_json(request, [held.pk] if held else []))
        if len(files) != 1:
            return _refuse_in_json(request, HTTPStatus.UNPROCESSABLE_ENTITY, _("Send one file at a time."))
        job = _keep(files[0], batch)
        return JsonResponse(rows_as_json(request, [job.pk]), status=HTTPStatus.CREATED)

    return _taken(request, receive_one, _refuse_in_json)


@csrf_exempt  # as above
@require_POST
@may_upload
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """A better file in the place of a scan; on to its job."""
    old = get_object_or_404(Scan, pk=pk)

    @csrf_protect
    def receive_one(request: HttpRequest) -> HttpResponse:
        files = request.FILES.getlist("files")
        if len(files) != 1:
            return _refuse(
                request, HTTPStatus.UNPROCESSABLE_ENTITY, _("Choose the one file that shall replace it.")
            )
        batch = Batch.objects.create(origin=Batch.Origin.UPLOAD, created_by=request.user)
        return HttpResponseRedirect(_keep(files[0], batch, replaces=old).get_absolute_url())

    return _taken(request, receive_one, _refuse)


def _refuse_in_json(request: HttpRequest, status: int, text: str) -> JsonResponse:
    return JsonResponse({"error": text}, status=status)


def _show(request: HttpRequest, form: UploadForm, *, status: int = 200, **context) -> HttpResponse:
    return render(
        request,
        "ingest/upload.html",
        {"form": form, "section": "scans", "max_mb": settings.UPLOAD_MAX_MB}
        | {"max_files": settings.UPLOAD_MAX_FILES, "max_pages": settings.UPLOAD_MAX_PAGES}
        | {"endings": ENDINGS}
        | context,
        status=status,
    )


def _refuse(request: HttpRequest, status: int, text: str, batch: Batch | None = None) -> HttpResponse:
    """`batch` has what was received, and what was said of it holds for the rest."""
    form = UploadForm(initial=batch.details.as_upload() if batch else None)
    last = None if batch else _last_batch(request)
    return _show(request, form, status=status, refusal=text, received=batch, last=last)


def _too_large(length: int) -> str:
    return _(
        "These files have %(size)d MB; at most %(most)d MB can be sent at once. Nothing was received. "
        "Send fewer files at a time, or split a large one."
    ) % {"size": length // MEGABYTE, "most": settings.UPLOAD_MAX_MB}


def _too_many() -> str:
    return _(
        "At most %(most)d files can be sent at once. Nothing was received. Send them in several uploads, "
        "or pack the pages of an issue into one zip."
    ) % {"most": settings.UPLOAD_MAX_FILES}


def _no_room(error: Exception) -> str:
    return _(
        "%(error)s Nothing was received. Ask whoever runs the archive to make room, then upload again."
    ) % {"error": error}


def _drain(request: HttpRequest, length: int) -> None:
    """Read what the browser sends on: one that is cut off in the middle shows no answer."""
    if length > DRAIN_AT_MOST * settings.UPLOAD_MAX_MB * MEGABYTE:
        return
    try:
        while request.read(MEGABYTE):
            pass
    except OSError as error:  # it went away by itself
        logger.info("an upload that was too large ended early: %s", errno.errorcode.get(error.errno, error))
