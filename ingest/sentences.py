"""The sentences of messages, by their codes. A code lasts, since rows keep it; its sentence may be reworded.

`{name}` stands for a parameter. What is in quotation marks is a name or a title.
"""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from ingest.messages import Message

AS_IT_IS = "text"  # the code of what earlier releases kept as a sentence that is no longer known

SENTENCES = {
    # ------------------------------------------------------------------ why a file cannot be read: its kind
    "file_empty": _("empty file: it holds no bytes; upload it again or look at the original"),
    "mets_alone": _("a METS file alone: pack it with the page files that it names into one zip"),
    "xml_without_element": _(
        "XML whose first element cannot be found: it is damaged or begins with a DOCTYPE of its own; export it again"
    ),
    "html_not_hocr": _("a web page that is no hOCR: print it to a PDF and upload that"),
    "xml_unknown_kind": _(
        "XML of another kind (<{name}>): ALTO, hOCR, PAGE and METS can be read; export it as one of these"
    ),
    "pdf_is_text": _(
        "not a PDF although its name says so: it looks like plain text; upload the real PDF, or rename the file to .txt if the text is what you mean"
    ),
    "file_unknown_kind": _("not a kind of file that can be read: it looks like {kind}; {advice}"),
    "file_only_zeros": _(
        "not a kind of file that can be read: it holds only zero bytes; the copy may be damaged: copy it anew and upload that"
    ),
    "file_kind_untold": _(
        "not a kind of file that can be read: upload a PDF, page images, OCR files or plain text"
    ),
    "office_document": _("an old office document"),
    "save_as_pdf": _("save it as PDF and upload that"),
    "rich_text": _("a rich text document"),
    "save_as_pdf_or_text": _("save it as PDF or plain text and upload that"),
    "postscript": _("a PostScript file"),
    "convert_to_pdf": _("convert it to PDF and upload that"),
    "rar_archive": _("a RAR archive"),
    "unpack_files": _("unpack it and upload the files in it"),
    "seven_zip_archive": _("a 7z archive"),
    "gzip_archive": _("a gzip archive"),
    "unpack_file": _("unpack it and upload the file in it"),
    "djvu": _("a DjVu file"),
    # ------------------------------------------------------------------ of any kind
    "too_many_pages": _("more than {number} pages: split it into parts and upload those"),
    "no_pages": _("no pages: the file can be opened but holds nothing to read; upload a complete copy"),
    # ------------------------------------------------------------------ PDF
    "pdf_damaged": _("damaged PDF: it cannot be opened; upload a new copy, or print it to a new PDF"),
    "pdf_locked": _("password-protected: remove the password and upload again"),
    "pdf_portfolio": _(
        "a PDF portfolio, a folder of other files: save the files in it and upload them by themselves ({names})"
    ),
    "pdf_without_pages": _("a PDF without pages: nothing to read; upload a complete copy"),
    # ------------------------------------------------------------------ page images
    "image_damaged": _("damaged image: page {number} cannot be read; scan or export it again"),
    "image_too_large": _(
        "an image of more than {millions} million points: scale it down and upload it again"
    ),
    "image_kind_untold": _(
        "damaged image: its kind cannot be told; scan or export it again as TIFF, JPEG, PNG, JPEG 2000, WebP, HEIC, GIF or BMP"
    ),
    # ------------------------------------------------------------------ double pages in halves
    "kind_not_halved": _(
        "only PDFs, page images and zips of page images can be split into their printed pages: make one of them of the file and upload that"
    ),
    "zip_not_halved": _(
        "a zip whose pages are not images alone, but come with texts, OCR files or PDFs: their halves would lose them; put the images into a zip or a PDF of their own and upload that"
    ),
    "pdf_not_halved": _(
        "a PDF that cannot be taken apart: print it to a new PDF, put that in its place, and split it then"
    ),
    "halves_too_large": _(
        "its halves, which lose nothing, would be a file of more than {megabytes} MB: split the file and upload its parts"
    ),
    # ------------------------------------------------------------------ XML
    "xml_damaged": _("damaged XML: {error}; upload a new copy"),
    "xml_fault_at": _("a fault in line {line}, column {column}"),
    "xml_incomplete": _("it is incomplete"),
    "xml_own_doctype": _(
        "XML with a DOCTYPE of its own entities: they are not resolved; save it without and upload it again"
    ),
    "xml_too_deep": _(
        "XML nested deeper than {levels} levels: not a page of text; export the page as ALTO, hOCR or PAGE XML"
    ),
    "xml_too_large": _("more than {megabytes} MB of XML in one file: split it into pages and upload those"),
    # ------------------------------------------------------------------ plain text
    "text_too_large": _("more than {megabytes} MB of plain text: split it into parts and upload those"),
    "text_blank": _("no text: the file holds only blanks; upload it again or look at the original"),
    "text_without_words": _(
        "no words could be found in this text: look whether it is the right file, or upload the page images"
    ),
    "text_encoding_unknown": _(
        "not a kind of file that can be read: neither a PDF nor text in a known encoding; save the text as UTF-8 and upload it again"
    ),
    # ------------------------------------------------------------------ zip
    "zip_without_pages": _(
        "a zip without pages: it holds neither PDFs, nor images, nor OCR files, nor text files; pack the scans themselves"
    ),
    "zip_in_zip": _("a zip within a zip ({name}): unpack it and pack its files into one"),
    "zip_is_office_document": _("an office document or e-book: save it as PDF and upload that"),
    "zip_mets_without_pages": _("a METS whose page files are not in the zip: pack them with it"),
    "zip_damaged": _("damaged zip: it cannot be unpacked; pack it again and upload that"),
    "zip_empty": _("empty zip: it holds no files; pack it again and upload that"),
    "zip_too_many_files": _("a zip of more than {number} files: pack fewer pages into each"),
    "zip_bomb": _("a zip that unpacks to more than {times} times its size: upload its files themselves"),
    "zip_too_large": _(
        "a zip that unpacks to more than {gigabytes} GB: split it into parts and upload those"
    ),
    "zip_locked": _("password-protected zip: pack it again without a password"),
    "zip_bad_name": _("a zip with a member outside its own folder ({name}): pack the files again"),
    "zip_link": _("a zip with a link in it ({name}): pack the files themselves"),
    # ------------------------------------------------------------------ how a file was read
    "cover_sheet_aside": _(
        "Page {page} is the cover sheet of a repository or a publisher’s server, no page of an article: it was set aside. What it says is offered where the pages themselves are silent."
    ),
    "contents_aside": _(
        "A table of contents stands on these pages of the file: {pages}. It helped to tell the articles apart and is itself in none."
    ),
    "pages_seem_blank": _(
        "Nothing was seen on these pages of the file, and they stand in no article: {pages}. Look at the original if something should be there."
    ),
    "encoding_doubtful": _(
        "The text does not say its encoding, which could not be told surely: it was read as {encoding}. Look at accents and quotation marks; if they are wrong, save the text as UTF-8 and upload it again."
    ),
    "encoding_guessed": _("The encoding of the text was told by its letters: {encoding}."),
    "pdf_attachments": _(
        "The PDF carries other files, which were not read: {names}. Upload them by themselves if they belong to the archive."
    ),
    "layer_kept": _(
        "Page {page} is in a script whose language data are not installed here: the text of the file was kept as it is."
    ),
    # ------------------------------------------------------------------ why reading it ended
    "reading_time": _(
        "reading used up the {seconds} seconds of processor time that it is given: open the file, print it to a new one and upload that, or ask the administrator to raise PARSE_SECONDS"
    ),
    "reading_time_after_pages": _(
        "reading used up the {seconds} seconds of processor time that so many pages are given, after {page} of them: split the file and upload its parts, or ask the administrator to raise PARSE_SECONDS"
    ),
    "reading_memory": _(
        "reading needs more than {memory_mb} MB of memory: split the file and upload its parts"
    ),
    "reader_crashed": _(
        "the program that reads such files crashed on it: open the file, print it to a new one, upload that"
    ),
    "unreadable": _(
        "damaged in a way that cannot be read: open the file, print it to a new one, upload that"
    ),
    "no_usable_answer": _(
        "reading it gave no usable answer: open the file, print it to a new one, upload that"
    ),
    "too_much_text": _("more text than any scan holds: split the file and upload its parts"),
    "more_pages_than_allowed": _("more than {pages} pages: split the file and upload its parts"),
    "no_page_read": _("no page could be read: check that it is the right file and upload it again"),
    "reading_took_longer": _(
        "reading took longer than {seconds} seconds, the time for so many pages: split the file and upload its parts"
    ),
    # ------------------------------------------------------------------ the log of a file
    "archive_failed": _("The archive failed ({kind}), not the file."),
    "stood_still": _(
        "Reading it stood still for minutes: it got hardly any processor time, as on a very busy machine."
    ),
    "in_trouble": _("The archive’s database or disk was full or away."),
    "scan_replaces": _("It takes the place of “{name}”."),
    "asked_to_halve": _("Asked to split double pages of “{name}” into their printed pages: {number}."),
    "one_text_found": _("1 article found."),
    "texts_found": _("{number} articles found."),
    "received": _("Received."),
    "same_file_running": _("The same file is being read already."),
    "same_file_held": _("The same file was uploaded on {date} and is held: {what}."),
    "publish_again": _("Asked to be published again."),
    "read_again": _("Asked to be read again."),
    "read_again_after_upgrade": _(
        "Read again after the upgrade: earlier releases counted the clock, which tells nothing of a file."
    ),
    "cancelled": _("Cancelled. The file is kept: have it read again when you want it."),
    "attempt_begins": _("Attempt {number} begins."),
    "broke_off": _(
        "The work on this file broke off {times} times. Run it again, or split the file and upload its parts."
    ),
    "gave_way": _(
        "Gives way to what is quicker to read; files before it: {number}, pages kept on this turn: {pages}."
    ),
    "put_first": _("To be read before all others."),
    "given_back": _("Given back: the worker stops."),
    "given_up": _("{what} Tried {times} times. Run it again when that is mended."),
    "put_back": _("{what} It is read again from {time} on; this does not count as an attempt."),
    "put_back_too_often": _(
        "{what} So it was {times} times. The file is kept: read it again when the machine is less busy."
    ),
    "tried_later": _("{what} Next attempt in {seconds} seconds."),
    # ------------------------------------------------------------------ the history
    "section_begins": _("A section begins at “{heading}”"),
    "no_section_begins": _("No section begins at {place}"),
    "heading_levels_set": _("Levels of headings of “{title}”"),
    "same_article": _("“{one}” is the same article as “{other}” ({identifier})"),
    "same_person": _("“{form}” is {name}"),
    # ------------------------------------------------------------------ notes on storing
    "got_text": _("“{title}” got its text."),
    "left_as_it_was": _("What a person has corrected, published or withdrawn was left as it is."),
    "divided_otherwise": _(
        "The new reading divides the file otherwise ({new} articles, {held} are held): what it divides otherwise was left as it is."
    ),
    "text_corrected": _("Corrected the text of page {label} of “{title}”"),
    "said_without_text": _("Said that page {label} of “{title}” has no text"),
    "paragraph_taken_out": _("“{head}” is no text of “{title}”"),
    "published": _("Published"),
    "draft_again": _("Made a draft again"),
    "held_twice": _("Held twice: see {identifier}."),
    "not_published": _("“{title}” was not published. {reason}"),
    "held_back": _("“{title}” was held back for review. Read with doubt: {fields}."),
    "listed": _("{first} and {following}"),
    "field_title": _("title"),
    "field_authors": _("authors"),
    "field_issue": _("issue"),
    "field_journal": _("journal"),
    "field_volume": _("volume"),
    "field_number": _("number"),
    "field_year": _("year"),
    "field_boundary": _("beginning and end"),
    "withdrawn": _("Withdrawn: {reason}"),
    "was_published": _("“{title}” was published{by}."),
    "is_draft_again": _("“{title}” became a draft again{by}."),
    "was_withdrawn": _("“{title}” was withdrawn{by}: {reason}"),
    "by": _(" by {name}"),
    "row_edited": _("“{row}” was edited"),
    "row_deleted": _("Deleted: {row}"),
    "rows_merged": _("{others}: merged into “{kept}”"),
    "subjects_added": _("Subjects added: {names}"),
    "subjects_removed": _("Subjects removed: {names}"),
    "rights_set": _("Rights: {rights}"),
    "access_set": _("The text: {access}{opens}"),
    "access_open": _("open to everyone"),
    "access_premises": _("on the premises alone"),
    "access_staff": _("for the library’s staff alone"),
    "opens": _(", open to everyone from {day}"),
    "issue_set": _("Appeared in: {issue}"),
    "begins_later": _("“{title}” begins later now"),
    "begins_earlier": _("“{title}” begins earlier now"),
    "is_withdrawn": _("It was withdrawn. Take the withdrawal back first."),
    "has_no_page": _("It has no page."),
    "same_doi": _(
        "“{title}” ({identifier}) is published under the same DOI. Discard this article if it is the same article; else correct the DOI of one of them."
    ),
    "undone": _("Undone: {what}"),
    "undone_for": _("Undone for “{title}”: {what}"),
    "scan_replaced": _("Replaced the scan “{old}” by “{new}”"),
    "replaces_itself": _("It is the very file that it should replace. Upload the better one."),
    "shown_elsewhere": _(
        "Other articles show this file already. Withdraw or discard them first, then upload it again."
    ),
    "one_page_too_few": _(
        "It has 1 page, but page {last} is in use. Upload a scan with all pages in the same order."
    ),
    "too_few_pages": _(
        "It has {number} pages, but page {last} is in use. Upload a scan with all pages in the same order."
    ),
    "shows_other_pages": _(
        "It shows other pages: hardly a word of “{name}” is on them. Upload a scan of the same pages."
    ),
    "halved": _("Split double pages of “{old}” into their printed pages ({number}): “{new}”"),
    "text_across_gutter": _(
        "A person has decided on articles of this file, and the text of page {label} of “{title}” runs across both printed pages: it cannot be divided. Take back what was decided first: unpublish, and undo the corrections."
    ),
    "halves_lack_page": _(
        "Page {number}, which an article shows, is not in the split file. Print the PDF to a new one, put that in its place, and split it then."
    ),
    "split": _("Split “{title}” at page {label}"),
    "merged": _("Merged “{second}” into “{first}”"),
    "discarded": _("Discarded “{title}”"),
    "corrected": _("Corrected “{title}”"),
    "sheet_applied": _("Sheet “{name}” applied; articles: {number}"),
    "untitled": _("[Untitled]"),
    "untitled_page": _("[Untitled, p. {page}]"),
    # ------------------------------------------------------------------ refusals
    "changed_by_somebody": _(
        "Somebody else has changed this article since you opened it. Nothing was saved."
    ),
    "changed_by": _("{name} has changed this article since you opened it, {time} ago. Nothing was saved."),
    "merged_into_itself": _("An article cannot be merged into itself."),
    "kept_not_published": _("“{title}” ({identifier}) is not published: readers could not be led there."),
    "is_author_already": _("{name} is an author of this article already."),
    "no_text_before": _("No article stands before this one in its file."),
    "no_text_after": _("No article stands after this one in its file."),
    "no_paragraph_there": _("No paragraph begins there any more. Look at the page and try again."),
    "begins_there_already": _("The article begins there already."),
    "seen_by_readers": _(
        "Readers have seen “{title}”: its address must last. Withdraw it instead, with a reason."
    ),
    "doi_taken": _("“{title}” ({identifier}) is published under this DOI."),
    "no_name_in_it": _("No name could be read in “{text}”. Type the authors in."),
    "page_too_long": _("A page has at most {most} characters. Nothing was saved."),
    "word_gone": _("That word is no longer there. Look at the page and try again."),
    "is_a_heading": _("It is the heading of a section. Say first that it is none."),
    "choose_two": _("Choose at least two that are one."),
    "merged_already": _("One of them has been merged already."),
    "two_orcids": _("“{one}” and “{other}” have two ORCID iDs: they are two persons."),
    "name_taken_since": _(
        "A name or number that it would bring back another has taken since. Change that first."
    ),
    "undone_already": _("This change has been undone already."),
    "changed_since": _(
        "What this change made has been changed since. Undo the later changes first; what a later "
        "reading of the file changed cannot be undone."
    ),
    "column_gone": _(
        "What it changed has no place in this release any more: {names}. Change it by hand instead."
    ),
    "author_gone": _("An author of then is no longer in the catalogue. Correct the authors by hand instead."),
}


def in_words(message: Message) -> str:
    """The sentence in the language of who reads now; a code that a newer release has kept, as it is."""
    if message.code == AS_IT_IS:
        return str(message.params.get("text", ""))
    sentence = SENTENCES.get(message.code)
    if sentence is None:
        return message.code.replace("_", " ")
    return str(gettext(sentence).format_map(_Words(message.params)))


class _Words(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "…"
