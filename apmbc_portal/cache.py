"""The shared cache, which nothing but limits on sign-ins and forms needs: its server's absence must not stop a page."""

import logging

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class ForgivingCache(RedisCache):
    """Django's Redis cache that answers like an empty one while the server is away."""

    def forgive(self, method, answer, *args, **kwargs):
        try:
            return getattr(super(), method)(*args, **kwargs)
        except RedisError as error:
            log.warning("The cache did not answer (%s); going on without it.", type(error).__name__)
            return answer

    def add(self, *args, **kwargs):
        return self.forgive("add", True, *args, **kwargs)

    def get(self, key, default=None, version=None):
        return self.forgive("get", default, key, default, version)

    def set(self, *args, **kwargs):
        return self.forgive("set", None, *args, **kwargs)

    def touch(self, *args, **kwargs):
        return self.forgive("touch", False, *args, **kwargs)

    def delete(self, *args, **kwargs):
        return self.forgive("delete", False, *args, **kwargs)

    def get_many(self, *args, **kwargs):
        return self.forgive("get_many", {}, *args, **kwargs)

    def set_many(self, *args, **kwargs):
        return self.forgive("set_many", [], *args, **kwargs)

    def has_key(self, *args, **kwargs):
        return self.forgive("has_key", False, *args, **kwargs)

    def incr(self, key, delta=1, version=None):
        return self.forgive("incr", delta, key, delta, version)
