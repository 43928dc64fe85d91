"""How soon a page stands on a phone with a middling connection, and whether it jumps.

    python -m tests.benchmarks.bench_vitals [--rounds 5]

The demo archive from `manage.py serve`. Chromium as a phone of 390 by 844 points with three dots to each, with an
empty cache: 1.6 Mbit/s down, 750 kbit/s up, 150 ms more for each answer, a processor four times slower. The median
of the largest contentful paint in milliseconds, the worst layout shift and the longest blocking of the script's
thread, kilobytes and answers. PORT says on which port the archive is served.
"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
from dataclasses import dataclass, field

import requests
from playwright.sync_api import Browser, sync_playwright

from tests.benchmarks.bench_load import SITE, served
from tests.browser.chromium import FLAGS, find_chromium

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 3,
    "is_mobile": True,
    "has_touch": True,
}
NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
SLOWER = 4  # the processor of a phone
GOAL_PAINT, GOAL_SHIFT = 2000, 0.02
SETTLED = 500  # milliseconds after the last answer, in which late shifts would show
OBSERVE = """
window.vitals = { paint: 0, shift: 0, blocked: 0 };
const watch = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
watch("largest-contentful-paint", (entry) => (vitals.paint = entry.startTime));
watch("layout-shift", (entry) => entry.hadRecentInput || (vitals.shift += entry.value));
watch("longtask", (entry) => (vitals.blocked = Math.max(vitals.blocked, entry.duration - 50)));
"""


@dataclass
class Visits:
    paints: list[float] = field(default_factory=list)
    shift: float = 0.0
    blocked: float = 0.0
    bytes: int = 0
    answers: int = 0

    @property
    def paint(self) -> float:
        return statistics.median(self.paints)


def places() -> dict[str, str]:
    """Name → address of the pages that readers meet first."""
    results = "/search/?q=integration"
    page = re.search(r'href="(/d/[^"]+/p/[^"]+hit=1#hit-1)"', requests.get(SITE + results, timeout=30).text)
    reader = page[1].replace("&amp;", "&")
    article = reader.partition("p/")[0]
    image = reader.replace("#", "&view=image#")
    return {
        "home": "/",
        "results": results,
        "article": article,
        "reader, text": reader,
        "reader, image": image,
    }


def visit(browser: Browser, address: str, visits: Visits) -> None:
    """One look with an empty cache."""
    context = browser.new_context(**PHONE)
    page = context.new_page()
    page.add_init_script(OBSERVE)
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", NETWORK)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    received: list[int] = []
    devtools.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(SETTLED)
    seen = page.evaluate("vitals")
    context.close()
    visits.paints.append(seen["paint"])
    visits.shift = max(visits.shift, seen["shift"])
    visits.blocked = max(visits.blocked, seen["blocked"])
    visits.bytes, visits.answers = sum(received), len(received)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    with (
        tempfile.TemporaryDirectory(prefix="hemeroteca-bench-") as var,
        served(var),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        print(
            f"{'':16}{f'LCP (goal {GOAL_PAINT})':>16}{f'CLS (goal {GOAL_SHIFT})':>16}{'blocked':>9}{'KB':>7}{'answers':>9}"
        )
        for name, address in places().items():
            visit(browser, SITE + address, Visits())  # the server draws the images, the templates are read
            visits = Visits()
            for _ in range(options.rounds):
                visit(browser, SITE + address, visits)
            print(
                f"{name:16}{visits.paint:13.0f} ms{visits.shift:16.3f}{visits.blocked:6.0f} ms"
                f"{visits.bytes / 1000:7.1f}{visits.answers:9}",
                flush=True,
            )
        browser.close()


if __name__ == "__main__":
    main()
