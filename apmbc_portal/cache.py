"""The shared cache, which nothing but limits on sign-ins and forms needs: its server's absence must not stop a page."""

import logging

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from apmbc_portal.absence import Absence

log = logging.getLogger(__name__)


class Alone(LocMemCache):
    """What stands in: a count that began on the server goes on here from nothing."""

    def incr(self, key, delta=1, version=None):
        self.add(key, 0, version=version)
        return super().incr(key, delta, version)


class ForgivingCache(RedisCache):
    """Django's Redis cache; while the server is away each process counts alone, so that limits get wider but never go."""

    def __init__(self, server, params):
        super().__init__(server, params)
        self.alone = Alone(f"instead of {server}", {"OPTIONS": {"MAX_ENTRIES": 2000}})
        self.away = Absence()

    def forgive(self, method, *args, **kwargs):
        if not self.away:
            try:
                return getattr(super(), method)(*args, **kwargs)
            except RedisError as error:
                self.away.begin()
                log.warning("The cache did not answer (%s); going on without it.", type(error).__name__)
        return getattr(self.alone, method)(*args, **kwargs)

    def add(self, *args, **kwargs):
        return self.forgive("add", *args, **kwargs)

    def get(self, *args, **kwargs):
        return self.forgive("get", *args, **kwargs)

    def set(self, *args, **kwargs):
        return self.forgive("set", *args, **kwargs)

    def touch(self, *args, **kwargs):
        return self.forgive("touch", *args, **kwargs)

    def delete(self, *args, **kwargs):
        return self.forgive("delete", *args, **kwargs)

    def get_many(self, *args, **kwargs):
        return self.forgive("get_many", *args, **kwargs)

    def set_many(self, *args, **kwargs):
        return self.forgive("set_many", *args, **kwargs)

    def has_key(self, *args, **kwargs):
        return self.forgive("has_key", *args, **kwargs)

    def incr(self, *args, **kwargs):
        return self.forgive("incr", *args, **kwargs)
