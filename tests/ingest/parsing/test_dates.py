"""Received and accepted: dates as five languages print them."""

import pytest

from ingest.parsing.vocabulary.dates import Dates, find_dates, read_date


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("24 August 2021", "2021-08-24"),
        ("August 3rd, 2021", "2021-08-03"),
        ("3 de marzo de 2021", "2021-03-03"),
        ("1º de março de 2021", "2021-03-01"),
        ("le 1er août 1998", "1998-08-01"),
        ("am 5. März 1987", "1987-03-05"),
        ("2021-02-28", "2021-02-28"),
        ("28.2.2021", "2021-02-28"),
        ("13/4/2021", "2021-04-13"),
        ("4/13/2021", "2021-04-13"),
        ("marzo de 2020", "2020-03"),
        ("3/4/2021", ""),
        ("31.2.2021", ""),
        ("2021", ""),
        ("set 3 May", ""),
    ],
)
def test_a_date(text, iso):
    assert read_date(text) == iso


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("Received 24 August 2021; accepted 3 May 2022", Dates("2021-08-24", "2022-05-03")),
        ("Recibido: 3 de enero de 2001 / Aceptado: 4 de mayo de 2001", Dates("2001-01-03", "2001-05-04")),
        ("Recebido em 3/1/2001. Aceito em 14/5/2001", Dates("", "2001-05-14")),
        ("Reçu le 3 janvier 2001, accepté le 4 mai 2001", Dates("2001-01-03", "2001-05-04")),
        ("Eingegangen am 3. Januar 2001, angenommen am 4. Mai 2001", Dates("2001-01-03", "2001-05-04")),
        ("Submitted: 01 January 2019 Published: 27 May 2019", Dates("2019-01-01", "", "2019-05-27")),
        ("Received Published 13 May 2022", Dates("", "", "2022-05-13")),
        ("The council received help. On 3 May 2001 it met.", Dates("", "")),
        ("It was accepted by all", Dates()),
    ],
)
def test_the_cue_before_a_date_says_which_it_is(text, dates):
    assert find_dates([text]) == dates
