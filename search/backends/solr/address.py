"""The address of a SolrCloud as the settings write it: solr+http://host1:8983,host2:8983/solr/NAME?shards=2&replicas=2."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

_NAME = re.compile(r"[a-z][a-z0-9_-]*", re.ASCII)
SCHEMES = {"solr+http": "http", "solr+https": "https"}


@dataclass(frozen=True)
class Address:
    """`nodes` are the addresses of Solr on some of the machines, `name` the alias that readers ask."""

    nodes: tuple[str, ...]
    name: str
    shards: int = 2
    replicas: int = 2


def read_address(url: str) -> Address:
    """ValueError where it is none."""
    parts = urlsplit(url)
    root, _, name = parts.path.rpartition("/")
    hosts = [host for host in parts.netloc.split(",") if host]
    if parts.scheme not in SCHEMES or not hosts or not root or not _NAME.fullmatch(name):
        raise ValueError(f"{url!r} is not like solr+http://host1:8983,host2:8983/solr/name")
    options = parse_qs(parts.query, strict_parsing=bool(parts.query))
    if unknown := options.keys() - {"shards", "replicas"}:
        raise ValueError(f"{url!r} has an option that is unknown: {', '.join(sorted(unknown))}")
    numbers = {option: int(values[-1]) for option, values in options.items()}
    return Address(tuple(f"{SCHEMES[parts.scheme]}://{host}{root}" for host in hosts), name, **numbers)
