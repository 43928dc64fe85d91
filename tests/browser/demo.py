"""A small archive for journeys and screenshots: our own texts, one article typeset with its words' boxes."""

import pickle
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection

from archive.models import Section
from tests.builders import (
    make_document,
    make_issue,
    make_journal,
    make_reference,
    make_typeset_document,
    save,
)

PEOPLES = (
    "The Long Road to a Common Market\n\nFor most of the twentieth century the governments of the region signed "
    "treaties of integration that their citizens never read. The meetings took place in hotels, the minutes "
    "were kept in ministries, and the word integration came to mean a tariff schedule with an anthem. This "
    "article asks what changed when trade unions, peasant federations and neighbourhood councils began to "
    "speak of the integration of peoples instead.\n\nThe phrase was not new. It had been used by poets and by "
    "a few stubborn diplo|mats since the first congress of Panama. What was new was that those who used it "
    "now arrived with buses, with translators, and with a list of demands.\n\nThree arguments carried them. "
    "The first was that a market without rights for those who work in it would not last. The second was that "
    "borders drawn by surveyors could be crossed by songs. The third, less often written down, was that",
    "nobody had asked them.\n\nTwo Summits\n\nThe summits of the peoples were held beside those of the presidents, "
    "a few streets away, and at the same hours. Journalists who grew tired of the one walked over to the "
    "other. At the first, integration was a chapter with brackets; at the second it was a kitchen in which "
    "six languages were spoken and soup was served.\n\nIt would be easy to say that nothing came of it. The "
    "brackets were not removed, the schedule was not rewritten. Yet the vocabulary moved. Within four years "
    "the integration of peoples stood in the decla|ration of the presidents themselves, with no footnote, as "
    "if it had always been there.",
    "What a Word Can Do\n\nA word that enters a declaration binds nobody. But it can be quoted, and those who "
    "had carried it there knew how to quote. When the ministries proposed to close the office for social "
    "participation, its staff read the declaration aloud, twice, in two languages, and the office stayed "
    "open.\n\nThis is a small victory, and the archive of the movement is full of small victories: a visa that "
    "was granted, a harvest that crossed the river, a school that accepted the papers of another country. "
    "Integration, seen from there, is not a treaty. It is the habit of not being asked for one’s papers.",
)


def make_demo() -> dict[str, object]:
    """Three journals, two of them small; returns the rows that tests name."""
    review = make_journal("Regional Affairs Quarterly", publisher="Puerto Azul University", issn="1468-0181")
    now = make_issue("7", "3", 2007, review)
    article = make_typeset_document(
        "The Integration of Peoples and the Habit of Borders",
        texts=PEOPLES,
        authors=("Inés Pradera", "Tomás Quiroga"),
        subjects=("regional integration", "social movements", "summits"),
        issue=now,
        runs_on=(1,),
        abstract="How a phrase of poets became a phrase of presidents, and what happened on the way: "
        "an account of four summits and of the kitchens beside them.",
    )
    make_sections(article)
    make_reference(article, "Pradera, I. (2004) ‘Soup and Sovereignty’, Notes from the South 2(1): 11–29.")
    make_reference(article, "Quiroga, T. (2006) The Office at the End of the Corridor. Puerto Azul: Faro.")
    others = make_shelf(review, now)
    return {"article": article, "journal": review, "issue": now, **others}


def make_sections(article) -> None:
    article.sections.all().delete()
    pages = list(article.pages.all())
    starts = [(pages[0], 0, "The Long Road to a Common Market")]
    starts.append((pages[1], pages[1].text.index("Two Summits"), "Two Summits"))
    starts.append((pages[2], 0, "What a Word Can Do"))
    for position, (page, offset, heading) in enumerate(starts, 1):
        save(Section(document=article, position=position, page=page, offset=offset, heading=heading))


def make_shelf(review, now) -> dict[str, object]:
    """What stands around the article: neighbours, other years, another language, a draft, a withdrawn one."""
    fragment = make_document(
        "",
        texts=("and so the tariff was lowered once more, and once more nobody in the port noticed.",),
        authors=(),
        first_label=262,
        issue=now,
        begins_before=True,
    )
    after = make_document(
        "A Bank for the River Ports",
        texts=("The bank of the river ports lends in three currencies.", "It has never closed early."),
        authors=("Marta Villalba",),
        subjects=("development finance",),
        first_label=268,
        issue=now,
    )
    for year, number in ((1998, "1"), (2001, "2"), (2003, "1"), (2004, "4"), (2005, "2"), (2006, "1")):
        issue = make_issue(str(year - 2000 + 10 if year > 2000 else 3), number, year, review)
        make_document(
            f"Letters from the Border, {year}",
            texts=(f"In {year} the customs house was painted blue, and integration was on every wall.",),
            authors=("Rosa Itatí Benítez",) if year % 2 else ("Jean-Luc Morel", "Inés Pradera"),
            subjects=("borders", "regional integration") if year > 2002 else ("borders",),
            first_label=year % 90,
            issue=issue,
        )
    cuadernos = make_journal("Cuadernos del Litoral", publisher="Biblioteca Popular del Litoral")
    spanish = make_document(
        "El agua como derecho: actas de una asamblea",
        texts=("El agua no se vende, dijeron, y lo escribieron en la pared de la escuela.",),
        authors=("Lucía Ñáñez Ortega",),
        subjects=("agua", "social movements"),
        first_label=14,
        issue=make_issue("14", "", 2008, cuadernos),
        language="es",
    )
    return {
        "fragment": fragment,
        "after": after,
        "spanish": spanish,
        "draft": make_document("A Draft Nobody Sees", texts=("Not yet.",), state="draft", issue=now),
        "withdrawn": make_document("Printed Twice", texts=("Twice.",), state="withdrawn", issue=now),
    }


# ------------------------------------------------------------------ made once, copied for each test
FOLDERS = ("ORIGINALS_DIR", "DERIVED_DIR", "SEARCH_DIR")


def keep_demo(place: Path, rows: dict[str, object]) -> None:
    """A copy in the empty folder `place` of database, files and index, all of them; of SQLite alone."""
    if connection.vendor != "sqlite":
        return
    for name in FOLDERS:
        if (folder := getattr(settings, name)).exists():
            shutil.copytree(folder, place / name)
    with closing(sqlite3.connect(place / "database")) as copy:
        connection.connection.backup(copy)
    (place / "rows").write_bytes(pickle.dumps(rows))


def restore_demo(place: Path) -> dict[str, object] | None:
    """The rows, with database, files and index as they were kept; None where nothing is kept."""
    if not (place / "rows").exists():
        return None
    for folder in place.iterdir():
        if folder.name in FOLDERS:
            shutil.copytree(folder, getattr(settings, folder.name), dirs_exist_ok=True)
    connection.ensure_connection()
    with closing(sqlite3.connect(place / "database")) as copy:
        copy.backup(connection.connection)
    return pickle.loads((place / "rows").read_bytes())  # noqa: S301 - our own, of this run
