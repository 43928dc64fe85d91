"""Writes the configset of a SolrCloud, for who uploads it by hand; `rebuild_index` uploads it by itself."""

from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from search.query_fields import WORD_FIELDS

CONFIGSET = "search.backends.solr.configset"  # named only: what is of an engine is its package's


class Command(BaseCommand):
    help = "Writes what SolrCloud must know of the archive's fields: schema.xml and solrconfig.xml."

    def add_arguments(self, parser):
        parser.add_argument("--out", type=Path, metavar="FOLDER", help="where to; else they are printed")

    def handle(self, *, out, **options):
        files = import_string(f"{CONFIGSET}.make_files")(WORD_FIELDS)
        name = import_string(f"{CONFIGSET}.name_of")(files)
        if out is None:
            for file, content in files.items():
                self.stdout.write(f"<!-- {file} of {name} -->\n{content}")
            return
        out.mkdir(parents=True, exist_ok=True)
        for file, content in files.items():
            (out / file).write_text(content, encoding="utf-8")
        self.stdout.write(f"{out}: the configset {name}")
