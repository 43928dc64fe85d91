"""Writes the configset of a SolrCloud, for who uploads it by hand; `rebuild_index` uploads it by itself."""

from pathlib import Path

from django.core.management.base import BaseCommand

from search.backends.solr.configset import make_files, name_of
from search.query_fields import WORD_FIELDS


class Command(BaseCommand):
    help = "Writes what SolrCloud must know of the archive's fields: schema.xml and solrconfig.xml."

    def add_arguments(self, parser):
        parser.add_argument("--out", type=Path, metavar="FOLDER", help="where to; else they are printed")

    def handle(self, *, out, **options):
        files = make_files(WORD_FIELDS)
        if out is None:
            for name, content in files.items():
                self.stdout.write(f"<!-- {name} of {name_of(files)} -->\n{content}")
            return
        out.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (out / name).write_text(content, encoding="utf-8")
        self.stdout.write(f"{out}: the configset {name_of(files)}")
