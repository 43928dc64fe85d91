import pytest

from tests.archive.backup.places import Place


@pytest.fixture
def place(transactional_db, tmp_path):
    """An empty place to restore into."""
    place = Place(tmp_path / "restored")
    yield place
    place.drop()


@pytest.fixture
def folder(tmp_path):
    """Where a backup goes."""
    return tmp_path / "backup"
