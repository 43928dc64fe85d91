from search import engine
from search.results import Filters


def titles(text, **options):
    return [row.document.title for row in engine.run(text, **options).rows]


def test_finds_articles_and_their_pages(small_archive):
    results = engine.run('"social integration"')
    assert [row.document.title for row in results.rows] == ["The Neo-Liberal Harbour"]
    print(results)
