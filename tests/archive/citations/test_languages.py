"""The interface in the reader's language: how it is chosen and kept, and what a language consists of."""

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import trans_real

from tests.builders import make_document, make_issue
from tests.messages import catalogues, compiled, faults, in_python, in_template

SPANISH = {"accept-language": "es-AR,es;q=0.9,en;q=0.5"}


# ------------------------------------------------------------------ which language
@pytest.mark.django_db
def test_a_reader_gets_the_language_that_the_browser_asks_for(client):
    page = client.get("/help/", headers=SPANISH).content.decode()
    assert '<html lang="es">' in page
    assert "<h1>Ayuda</h1>" in page
    assert '<html lang="en">' in client.get("/help/", headers={"accept-language": "fi"}).content.decode()


@pytest.mark.django_db
def test_a_choice_is_kept_and_goes_before_the_browser(client):
    answer = client.post("/language/", {"language": "es", "next": "/authors/?l=B"})
    assert (answer.status_code, answer["Location"]) == (302, "/authors/?l=B")
    assert '<html lang="es">' in client.get("/help/").content.decode()
    client.post("/language/", {"language": "en", "next": "/"})
    assert '<html lang="en">' in client.get("/help/", headers=SPANISH).content.decode()


@pytest.mark.django_db
def test_the_switch_names_the_other_languages_in_themselves_and_needs_no_script(client):
    page = client.get("/help/?x=1").content.decode()
    assert 'name="language" value="es" lang="es">Español</button>' in page
    assert '<input type="hidden" name="next" value="/help/?x=1">' in page
    assert 'value="en"' not in page


@pytest.mark.django_db
@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_switch_never_leads_out_of_the_archive(client, back):
    assert client.post("/language/", {"language": "es", "next": back})["Location"] == "/"


@pytest.mark.django_db
def test_a_language_that_is_none_changes_nothing(client):
    client.post("/language/", {"language": "<b>", "next": "/"})
    assert '<html lang="en">' in client.get("/help/").content.decode()
    assert client.get("/language/").status_code == 405


@pytest.mark.django_db
def test_numbers_and_dates_are_written_as_the_language_does(client):
    document = make_document(issue=make_issue("7", "", 2007))
    page = client.get("/", headers=SPANISH).content.decode()
    with translation.override("es"):
        assert date_format(document.published_at, "DATE_FORMAT") in page


@pytest.mark.django_db
def test_what_the_archive_holds_keeps_its_own_language(client):
    document = make_document("The Integration of Peoples", language="en")
    page = client.get(document.issue.get_absolute_url(), headers=SPANISH).content.decode()
    assert 'lang="en">The Integration of Peoples</a>' in page


# ------------------------------------------------------------------ what a language consists of
def test_every_language_but_that_of_the_sources_has_a_catalogue_and_the_reverse():
    assert {code for code, name in settings.LANGUAGES} - {"en"} == set(catalogues())


@pytest.mark.parametrize("language", catalogues())
def test_every_catalogue_says_everything(language):
    """`make messages` lists the same; a new sentence of the interface needs one here."""
    assert not faults(catalogues()[language])


@pytest.mark.parametrize("language", catalogues())
def test_what_is_served_is_what_the_catalogue_says(language):
    catalogue = catalogues()[language]
    assert catalogue.with_suffix(".mo").read_bytes() == compiled(catalogue), "run `make messages`"


@pytest.mark.django_db
def test_another_language_is_a_catalogue_and_a_line(client, settings, tmp_path):
    catalogue = tmp_path / "fi" / "LC_MESSAGES" / "django.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Help"\nmsgstr "Ohje"\n',
        "utf-8",
    )
    catalogue.with_suffix(".mo").write_bytes(compiled(catalogue))
    settings.LANGUAGES = [*settings.LANGUAGES, ("fi", "Suomi")]
    settings.LOCALE_PATHS = [*settings.LOCALE_PATHS, tmp_path]
    trans_real.get_languages.cache_clear()
    try:
        page = client.get("/help/", headers={"accept-language": "fi"}).content.decode()
    finally:
        trans_real.get_languages.cache_clear()
    assert "<h1>Ohje</h1>" in page
    assert 'value="es" lang="es">Español' in page


# ------------------------------------------------------------------ how they are read from the sources
def test_messages_of_templates_are_found():
    text = """{% load i18n %}{% translate "Help" %}<a title="{% translate 'A “b”' %}">{% blocktranslate count n=x trimmed %}
      {{ n }} page{% plural %}{{ n }} pages{% endblocktranslate %}{{ _("Plain")|default:_("Other") }}"""
    found = [(each.id, each.plural) for each in in_template(text)]
    assert found[:3] == [("Help", ""), ("A “b”", ""), ("%(n)s page", "%(n)s pages")]
    assert ("Plain", "") in found


def test_messages_of_modules_are_found():
    text = (
        """_("One " "sentence."); ngettext("%d page", "%d pages", 3) % 3; gettext_lazy("Late"); other("No")"""
    )
    found = {(each.id, each.plural) for each in in_python(text)}
    assert found == {("One sentence.", ""), ("%d page", "%d pages"), ("Late", "")}


def test_a_catalogue_that_lacks_something_is_told(tmp_path):
    catalogue = tmp_path / "django.po"
    catalogue.write_text('msgid "Help"\nmsgstr ""\n\nmsgid "Nobody says this"\nmsgstr "x"\n', "utf-8")
    found = faults(catalogue)
    assert any(fault.startswith("missing: 'Help' (") and "templates/" in fault for fault in found)
    assert "said nowhere: 'Nobody says this'" in found
