from archive.identifiers import ALPHABET, is_identifier, mint_identifier


def test_a_minted_identifier_is_valid_in_either_case():
    for _ in range(50):
        identifier = mint_identifier()
        assert is_identifier(identifier)
        assert is_identifier(identifier.upper())


def test_every_single_wrong_character_is_noticed():
    identifier = mint_identifier()
    for position, character in enumerate(identifier):
        for other in ALPHABET:
            if other != character:
                assert not is_identifier(identifier[:position] + other + identifier[position + 1 :])


def test_every_swap_of_neighbours_is_noticed():
    identifier = mint_identifier()
    for n in range(len(identifier) - 2):
        swapped = identifier[:n] + identifier[n + 1] + identifier[n] + identifier[n + 2 :]
        assert swapped == identifier or not is_identifier(swapped)


def test_other_shapes_are_no_identifiers():
    for text in ("", "12", "aeiouaei", "7k2m9x4q0", "../etc/passwd", "٣" * 8):
        assert not is_identifier(text)
