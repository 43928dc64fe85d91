"""Other people's IIIF viewers as npm has them, kept in a folder of the user's once they were fetched."""

import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

VIEWERS = {"mirador": "4.0.0", "universalviewer": "4.4.0"}
PAGES = {
    "mirador": """<!doctype html><meta charset="utf-8"><div id="viewer" style="position:absolute;inset:0"></div>
<script src="/dist/mirador.min.js"></script>
<script>
Mirador.viewer({ id: "viewer", windows: [{ manifestId: "MANIFEST" }], window: { sideBarOpen: true } });
</script>""",
    "universalviewer": """<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/dist/uv.css">
<div id="viewer" class="uv" style="position:absolute;inset:0"></div><script src="/dist/umd/UV.js"></script>
<script>UV.init("viewer", { manifest: "MANIFEST" });</script>""",
}


@contextmanager
def viewer_site(name: str, manifest: str) -> Iterator[str]:
    """The address of another site, whose page shows the manifest and knows no more of the archive.

    It stands on this machine: browsers let no page from farther away ask a server here.
    """
    page = PAGES[name].replace("MANIFEST", manifest).encode()

    class Site(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != "/":
                super().do_GET()
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *args) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Site, directory=fetched(name)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def fetched(name: str) -> Path:
    """The folder of the package."""
    wanted = f"{name}-{VIEWERS[name]}"
    place = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "hemeroteca-viewers"
    if not (place / wanted).is_dir():
        _fetch(name, place / wanted)
    return place / wanted


def _fetch(name: str, place: Path) -> None:
    npm = shutil.which("npm")
    assert npm, "npm is not on this machine: install it to run tests with IIIF viewers"
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent) as folder:
        command = [npm, "pack", "--silent", f"{name}@{VIEWERS[name]}"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
        (packed,) = Path(folder).glob("*.tgz")
        with tarfile.open(packed) as archive:
            archive.extractall(folder, filter="data")
        if not place.is_dir():  # another test run may have been quicker
            (Path(folder) / "package").rename(place)
