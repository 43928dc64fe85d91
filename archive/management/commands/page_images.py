"""Draw the images of all pages ahead of the readers."""

from collections import defaultdict

from django.core.management.base import BaseCommand
from tqdm import tqdm

from archive.models import Page, Scan
from archive.scans import page_images, page_tiles


class Command(BaseCommand):
    help = "Draw the images of all pages that have none yet; readers then never wait for one."

    def add_arguments(self, parser):
        parser.add_argument(
            "--rebuild", action="store_true", help="delete all images first and draw them anew"
        )

    def handle(self, *args, rebuild: bool, **options):
        numbers = defaultdict(set)
        for scan, number in Page.objects.order_by().values_list("scan", "scan_page"):
            numbers[scan].add(number)
        problems = []
        scans = [scan for scan in Scan.objects.all() if page_images.can_be_drawn(scan.media_type)]
        for scan in tqdm(scans, unit="scan", disable=None):
            if rebuild:
                page_images.forget(scan)
                page_tiles.forget(scan)
            problems += page_images.draw_all(scan, numbers[scan.pk])
        for problem in problems:
            self.stderr.write(problem)
        self.stdout.write(f"{len(scans)} originals looked through, {len(problems)} pages could not be drawn")
