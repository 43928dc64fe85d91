"""Log lines, reasons and changes are kept as a code with parameters: until now they were sentences in English.

What no sentence of then fits is kept as it is, under the code "text".
"""

import re
from functools import cache

from django.db import migrations, models
from django.db.models import Q

AS_IT_IS = "text"
PLACEHOLDER = re.compile(r"\\\{(\w+)\\\}")
# (model, column of sentences, columns of the code and its parameters)
COLUMNS = (
    ("Job", "reason", "reason_code", "reason_params"),
    ("JobEvent", "text", "code", "params"),
    ("Revision", "what", "code", "params"),
)
PARTS = {"by", "xml_fault_at", "xml_incomplete", "untitled", "untitled_page"}  # stand within sentences alone
# As they stood; never to be changed with `ingest.sentences`.
SENTENCES = {
    "file_empty": "empty file: it holds no bytes; upload it again or look at the original",
    "mets_alone": "a METS file alone: pack it with the page files that it names into one zip",
    "xml_without_element": "XML whose first element cannot be found: it is damaged or begins with a DOCTYPE of its own; export it again",
    "html_not_hocr": "a web page that is no hOCR: print it to a PDF and upload that",
    "xml_unknown_kind": "XML of another kind (<{name}>): ALTO, hOCR, PAGE and METS can be read; export it as one of these",
    "pdf_is_text": "not a PDF although its name says so: it looks like plain text; upload the real PDF, or rename the file to .txt if the text is what you mean",
    "file_unknown_kind": "not a kind of file that can be read: it looks like {kind}; {advice}",
    "file_only_zeros": "not a kind of file that can be read: it holds only zero bytes; the copy may be damaged: copy it anew and upload that",
    "file_kind_untold": "not a kind of file that can be read: upload a PDF, page images, OCR files or plain text",
    "office_document": "an old office document",
    "save_as_pdf": "save it as PDF and upload that",
    "rich_text": "a rich text document",
    "save_as_pdf_or_text": "save it as PDF or plain text and upload that",
    "postscript": "a PostScript file",
    "convert_to_pdf": "convert it to PDF and upload that",
    "rar_archive": "a RAR archive",
    "unpack_files": "unpack it and upload the files in it",
    "seven_zip_archive": "a 7z archive",
    "gzip_archive": "a gzip archive",
    "unpack_file": "unpack it and upload the file in it",
    "djvu": "a DjVu file",
    "too_many_pages": "more than {number} pages: split it into parts and upload those",
    "no_pages": "no pages: the file can be opened but holds nothing to read; upload a complete copy",
    "pdf_damaged": "damaged PDF: it cannot be opened; upload a new copy, or print it to a new PDF",
    "pdf_locked": "password-protected: remove the password and upload again",
    "pdf_without_pages": "a PDF without pages: nothing to read; upload a complete copy",
    "image_damaged": "damaged image: page {number} cannot be read; scan or export it again",
    "image_too_large": "an image of more than {millions} million points: scale it down and upload it again",
    "image_kind_untold": "damaged image: its kind cannot be told; scan or export it again as TIFF, JPEG, PNG, JPEG 2000 or WebP",
    "xml_damaged": "damaged XML: {error}; upload a new copy",
    "xml_fault_at": "a fault in line {line}, column {column}",
    "xml_incomplete": "it is incomplete",
    "xml_own_doctype": "XML with a DOCTYPE of its own entities: they are not resolved; save it without and upload it again",
    "xml_too_deep": "XML nested deeper than {levels} levels: not a page of text; export the page as ALTO, hOCR or PAGE XML",
    "xml_too_large": "more than {megabytes} MB of XML in one file: split it into pages and upload those",
    "text_too_large": "more than {megabytes} MB of plain text: split it into parts and upload those",
    "text_blank": "no text: the file holds only blanks; upload it again or look at the original",
    "text_encoding_unknown": "not a kind of file that can be read: neither a PDF nor text in a known encoding; save the text as UTF-8 and upload it again",
    "zip_without_pages": "a zip without pages: it holds neither PDFs, nor images, nor OCR files, nor texts; pack the scans themselves",
    "zip_in_zip": "a zip within a zip ({name}): unpack it and pack its files into one",
    "zip_is_office_document": "an office document or e-book: save it as PDF and upload that",
    "zip_mets_without_pages": "a METS whose page files are not in the zip: pack them with it",
    "zip_damaged": "damaged zip: it cannot be unpacked; pack it again and upload that",
    "zip_empty": "empty zip: it holds no files; pack it again and upload that",
    "zip_too_many_files": "a zip of more than {number} files: pack fewer pages into each",
    "zip_bomb": "a zip that unpacks to more than {times} times its size: upload its files themselves",
    "zip_too_large": "a zip that unpacks to more than {gigabytes} GB: split it into parts and upload those",
    "zip_locked": "password-protected zip: pack it again without a password",
    "zip_bad_name": "a zip with a member outside its own folder ({name}): pack the files again",
    "zip_link": "a zip with a link in it ({name}): pack the files themselves",
    "reading_time": "reading used up the {seconds} seconds of processor time that it is given: open the file, print it to a new one and upload that, or ask the administrator to raise PARSE_SECONDS",
    "reading_time_after_pages": "reading used up the {seconds} seconds of processor time that so many pages are given, after {page} of them: split the file and upload its parts, or ask the administrator to raise PARSE_SECONDS",
    "reading_memory": "reading needs more than {memory_mb} MB of memory: split the file and upload its parts",
    "reader_crashed": "the program that reads such files crashed on it: open the file, print it to a new one, upload that",
    "unreadable": "damaged in a way that cannot be read: open the file, print it to a new one, upload that",
    "no_usable_answer": "reading it gave no usable answer: open the file, print it to a new one, upload that",
    "too_much_text": "more text than any scan holds: split the file and upload its parts",
    "more_pages_than_allowed": "more than {pages} pages: split the file and upload its parts",
    "no_page_read": "no page could be read: check that it is the right file and upload it again",
    "reading_took_longer": "reading took longer than {seconds} seconds, the time for so many pages: split the file and upload its parts",
    "archive_failed": "The archive failed ({kind}), not the file.",
    "stood_still": "Reading it stood still for minutes: it got hardly any processor time, as on a very busy machine.",
    "scan_replaces": "It takes the place of “{name}”.",
    "one_text_found": "1 text found.",
    "texts_found": "{number} texts found.",
    "received": "Received.",
    "same_file_running": "The same file is being read already.",
    "same_file_held": "The same file was uploaded on {date} and is held: {what}.",
    "publish_again": "Asked to be published again.",
    "read_again": "Asked to be read again.",
    "read_again_after_upgrade": "Read again after the upgrade: earlier releases counted the clock, which tells nothing of a file.",
    "cancelled": "Cancelled. The file is kept: have it read again when you want it.",
    "attempt_begins": "Attempt {number} begins.",
    "broke_off": "The work on this file broke off {times} times. Run it again, or split the file and upload its parts.",
    "given_back": "Given back: the worker stops.",
    "given_up": "{what} Tried {times} times. Run it again when that is mended.",
    "put_back": "{what} It is read again from {time} on; this does not count as an attempt.",
    "put_back_too_often": "{what} So it was {times} times. The file is kept: read it again when the machine is less busy.",
    "tried_later": "{what} Next attempt in {seconds} seconds.",
    "section_begins": "A section begins at “{heading}”",
    "no_section_begins": "No section begins at {place}",
    "heading_levels_set": "Levels of headings of “{title}”",
    "same_article": "“{one}” is the same article as “{other}” ({identifier})",
    "same_person": "“{form}” is {name}",
    "got_text": "“{title}” got its text.",
    "left_as_it_was": "What a person has corrected, published or withdrawn was left as it is.",
    "divided_otherwise": "The new reading divides the file otherwise ({new} texts, {held} are held): what it divides otherwise was left as it is.",
    "text_corrected": "Corrected the text of page {label} of “{title}”",
    "said_without_text": "Said that page {label} of “{title}” has no text",
    "paragraph_taken_out": "“{head}” is no text of “{title}”",
    "published": "Published",
    "draft_again": "Made a draft again",
    "held_twice": "Held twice: see {identifier}.",
    "not_published": "“{title}” was not published. {reason}",
    "withdrawn": "Withdrawn: {reason}",
    "was_published": "“{title}” was published{by}.",
    "is_draft_again": "“{title}” became a draft again{by}.",
    "was_withdrawn": "“{title}” was withdrawn{by}: {reason}",
    "by": " by {name}",
    "row_edited": "“{row}” was edited",
    "rows_merged": "{others}: merged into “{kept}”",
    "subjects_added": "Subjects added: {names}",
    "subjects_removed": "Subjects removed: {names}",
    "rights_set": "Rights: {rights}",
    "issue_set": "Appeared in: {issue}",
    "begins_later": "“{title}” begins later now",
    "begins_earlier": "“{title}” begins earlier now",
    "is_withdrawn": "It was withdrawn. Take the withdrawal back first.",
    "has_no_page": "It has no page.",
    "same_doi": "“{title}” ({identifier}) is published under the same DOI. Discard this text if it is the same article; else correct the DOI of one of them.",
    "undone": "Undone: {what}",
    "undone_for": "Undone for “{title}”: {what}",
    "scan_replaced": "Replaced the scan “{old}” by “{new}”",
    "replaces_itself": "It is the very file that it should replace. Upload the better one.",
    "shown_elsewhere": "Other texts show this file already. Withdraw or discard them first, then upload it again.",
    "one_page_too_few": "It has 1 page, but page {last} is in use. Upload a scan with all pages in the same order.",
    "too_few_pages": "It has {number} pages, but page {last} is in use. Upload a scan with all pages in the same order.",
    "shows_other_pages": "It shows other pages: hardly a word of “{name}” is on them. Upload a scan of the same pages.",
    "split": "Split “{title}” at page {label}",
    "merged": "Merged “{second}” into “{first}”",
    "discarded": "Discarded “{title}”",
    "corrected": "Corrected “{title}”",
    "untitled": "[Untitled]",
    "untitled_page": "[Untitled, p. {page}]",
}


def message_of(text, within=False):
    """The code and parameters of a sentence, or None."""
    for code, pattern in _patterns():
        if (within or code not in PARTS) and (found := pattern.fullmatch(text)):
            return {"code": code, "params": {n: _value(code, n, v) for n, v in found.groupdict().items()}}
    return None


def _value(code, name, value):
    """A message of its own, but not where a title may be meant: a text may be called “Published”."""
    is_quoted = f"“{{{name}}}”" in SENTENCES[code]
    if (is_quoted and value[:1] != "[") or not value:
        return value
    return message_of(value, within=True) or value


@cache
def _patterns():
    """Those with the most words of their own first."""
    by_length = sorted(SENTENCES.items(), key=lambda each: -len(re.sub(r"\{\w+\}", "", each[1])))
    return [
        (code, re.compile(PLACEHOLDER.sub(r"(?P<\1>.*)", re.escape(sentence)), re.DOTALL))
        for code, sentence in by_length
    ]


def kept_as(text):
    return message_of(text) or {"code": AS_IT_IS, "params": {"text": text}}


def to_codes(apps, schema_editor):
    for model, old, code, params in COLUMNS:
        rows = apps.get_model("ingest", model).objects
        known, some = {}, []
        for row in rows.exclude(**{old: ""}).only("pk", old).iterator(chunk_size=1000):
            text = getattr(row, old)
            message = known.get(text) or known.setdefault(text, kept_as(text))
            setattr(row, code, message["code"])
            setattr(row, params, message["params"])
            some.append(row)
            if len(some) == 1000:
                rows.bulk_update(some, [code, params])
                some.clear()
                known.clear()
        rows.bulk_update(some, [code, params])


def to_sentences(apps, schema_editor):
    for model, old, code, params in COLUMNS:
        for row in apps.get_model("ingest", model).objects.exclude(**{code: ""}).iterator():
            setattr(row, old, _sentence(getattr(row, code), getattr(row, params))[:500])
            row.save(update_fields=[old])


def _sentence(code, params):
    words = {
        name: _sentence(value["code"], value["params"]) if isinstance(value, dict) else value
        for name, value in params.items()
    }
    if code == AS_IT_IS:
        return words["text"]
    try:
        return SENTENCES[code].format(**words)
    except KeyError:
        return code.replace("_", " ")


class Migration(migrations.Migration):
    dependencies = [("ingest", "0012_names_for_people")]

    operations = [
        migrations.AddField(
            "job",
            "reason_code",
            models.CharField(blank=True, db_index=True, default="", max_length=60, verbose_name="reason"),
            preserve_default=False,
        ),
        migrations.AddField(
            "job",
            "reason_params",
            models.JSONField(blank=True, default=dict, verbose_name="parameters of the reason"),
        ),
        migrations.AddField(
            "jobevent",
            "code",
            models.CharField(db_index=True, default="", max_length=60, verbose_name="message"),
            preserve_default=False,
        ),
        migrations.AddField(
            "jobevent", "params", models.JSONField(blank=True, default=dict, verbose_name="parameters")
        ),
        migrations.AddField(
            "revision",
            "code",
            models.CharField(db_index=True, default="", max_length=60, verbose_name="change"),
            preserve_default=False,
        ),
        migrations.AddField(
            "revision", "params", models.JSONField(blank=True, default=dict, verbose_name="parameters")
        ),
        migrations.AddField(
            "revision",
            "schema",
            models.PositiveSmallIntegerField(
                default=1,
                editable=False,
                help_text="what columns were called: ingest.store.history_schema",
                verbose_name="schema",
            ),
        ),
        migrations.AlterField("jobevent", "text", models.TextField(default="")),
        migrations.AlterField("revision", "what", models.CharField(default="", max_length=500)),
        migrations.RemoveConstraint("job", "job_reason_when_ended_ill"),
        migrations.RunPython(to_codes, to_sentences),
        migrations.AddConstraint(
            "job",
            models.CheckConstraint(
                condition=~Q(state__in=["rejected", "failed"]) | ~Q(reason_code=""),
                name="job_reason_when_ended_ill",
            ),
        ),
        migrations.RemoveField("job", "reason"),
        migrations.RemoveField("jobevent", "text"),
        migrations.RemoveField("revision", "what"),
    ]
