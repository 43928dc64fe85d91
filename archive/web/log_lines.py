"""Lines of the log: for people, or as JSON, one object a line, for programs (LOG_FORMAT)."""

import json
import logging
from datetime import UTC, datetime
from http import HTTPStatus

from archive.web.request_ids import request_id


class WithRequestId(logging.Filter):
    """Gives each line the id of the request in which it was written, "-" where there is none."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id() or "-"
        return True


class NotTwice(logging.Filter):
    """For Django's own lines on requests: that something is away for a while is told elsewhere, once a minute."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(record, "status_code", None) != HTTPStatus.SERVICE_UNAVAILABLE


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", "-"),
            "process": record.process,
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
