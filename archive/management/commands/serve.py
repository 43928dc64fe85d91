"""`manage.py serve`: the whole archive on this machine, until Ctrl-C."""

import socket
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from archive.web.serving import Child, Supervisor, commands, folder_in_memory

SECONDS_TO_START = 30.0


class Command(BaseCommand):
    help = "Serve the archive: a web server, a worker and an indexer, kept alive together."

    def handle(self, **options) -> None:
        self._check_port()
        with tempfile.TemporaryDirectory(prefix="hemeroteca-counts-", dir=folder_in_memory()) as counts:
            environments = {"web": {"PROMETHEUS_MULTIPROC_DIR": counts}}
            self.supervisor = Supervisor(
                [Child(name, command, environments.get(name, {})) for name, command in commands().items()]
            )
            self.supervisor.stop_on_signals()
            self.supervisor.run(once_started=self._greet)

    def _check_port(self) -> None:
        """A port that is taken is said at once, not by a web server that ends again and again."""
        with socket.socket(socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.HOST, settings.PORT))
            except OSError as error:
                raise CommandError(
                    f"{settings.HOST}:{settings.PORT} cannot be used: {error.strerror}. "
                    "Choose another port, such as: PORT=8001 make run"
                ) from error

    def _greet(self) -> None:
        """Once the web server answers; what is wrong before that stands in its own log."""
        deadline = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            if self.supervisor.is_stopping or time.monotonic() > deadline:
                return
            time.sleep(0.1)
        host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
        self.stdout.write(f"{settings.SITE_NAME} is at http://{host}:{settings.PORT}/ (Ctrl-C ends it)")
        password = Path(settings.VAR_DIR) / "demo_password"
        if password.exists():
            self.stdout.write(
                f"Sign in as librarian; first password: {password.read_text('ascii').strip()} (kept in {password})"
            )
        self.stdout.flush()

    def _answers(self) -> bool:
        try:
            with socket.create_connection((settings.HOST, settings.PORT), timeout=1):
                return True
        except OSError:
            return False
