"""What is kept for all machines in Redis, as Django's cache has it; one that is away says so as a way that is broken."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache


def _told(method: Callable) -> Callable:
    @wraps(method)
    def tried(*arguments: Any, **more: Any) -> Any:
        from redis.exceptions import RedisError

        try:
            return method(*arguments, **more)
        except RedisError as error:
            raise ConnectionError(str(error)) from error

    return tried


class AnswerRedis(RedisCache):
    """ConnectionError where it does not answer. `clear` empties the whole database that its address names."""

    get = _told(RedisCache.get)
    set = _told(RedisCache.set)
    add = _told(RedisCache.add)
    incr = _told(RedisCache.incr)
    clear = _told(RedisCache.clear)
