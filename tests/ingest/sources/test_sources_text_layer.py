"""When the text of a page counts, and when the page waits for OCR."""

import pytest

from ingest.sources.text_layer import is_usable

SENTENCE = "The harbour council met on the first Monday of every month and heard the masters."
SHIFTED_BY_3 = "7KH KDUERXU FRXQFLO PHW RQ WKH ILUVW 0RQGDB RI HYHUB PRQWK DQG KHDUG WKH PDVWHUV " * 2


@pytest.mark.parametrize(
    ("text", "has_image", "usable"),
    [
        (SENTENCE, True, True),
        (SENTENCE, False, True),
        ("PART TWO", False, True),
        ("PART TWO", True, False),
        ("", False, False),
        (" \n ", False, False),
        ("\ufffd\ufffd\ue001 harbour " * 10, False, False),
        ("§%&/ )(=? #+*§ $%&/( )=?`´ *+#~ ]{[$ %&/(( )==?", False, False),
        ("Consejo de los puertos — sesión n.º 12, 3.400 toneladas, año 1907–1908, sin novedad.", True, True),
        ("1901 234 1,203 1902 244 1,310 1903 250 1,411 1904 260 1,500 1905 270 1,600", True, True),
        (SENTENCE + " ● ●●" * 200, False, True),
        (SENTENCE + " ● ●●" * 200, True, False),
        (SHIFTED_BY_3, True, False),
        ('4(% (!2"/52 #/5.#), -%4 /. 4(% &)234 -/.$!9 /& %6%29 -/.4( !.$ (%!2$ 4(% -!34%23', True, False),
        (
            "Kto się boi wszystkich wiatrów, niech nie wchodzi na łódź; trzcina szczególnie trzeszczy.",
            True,
            True,
        ),
        (
            "Of harbours and quays ........ 1 Of the masters of boats ........... 12 Of tides ......... 124",
            True,
            True,
        ),
        ("Протоколы совета гавани за первую половину года, часть первая и вторая.", True, True),
    ],
)
def test_a_text_layer_counts_when_enough_of_it_makes_words(text, has_image, usable):
    assert is_usable(text, has_image=has_image) is usable


def test_a_font_that_is_not_mapped_is_recognised_and_the_crosses_of_a_figure_are_not():
    letters = "abcdefghijklmnopqrstuvwxyz"
    signs = "!#$%&*+<=>?@[]^{|}~§¶©®±×÷"
    prose = (
        "the council of the valley met again to speak about water and bread while people waited outside " * 8
    )
    unmapped = (
        prose.translate(str.maketrans(letters, signs)) + "The Theory of Reasoned Action and its Antecedents"
    )
    figure = "+ " * 900 + "Number of readers in thousands by year and valley"
    assert not is_usable(unmapped, has_image=False)
    assert is_usable(figure, has_image=False)
