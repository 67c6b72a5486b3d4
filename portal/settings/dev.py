"""A newcomer's machine: no server, demo content, keys of its own under var/."""

from portal.settings.base import *  # noqa: F403
from portal.settings.base import ALLOWED_HOSTS, FIELD_KEYS, LOOKUP_KEYS, SECRET_KEY, VAR, env
from portal.settings.keys import local_keys

DEBUG = env.bool("DEBUG", default=False)
WHITENOISE_USE_FINDERS = True  # static files are served from where they lie: no collectstatic step
STATIC_ROOT = None  # type: ignore[assignment]
DEMO = env.bool("PORTAL_DEMO", default=True)
ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]", *env.list("PORTAL_HOSTS", default=[])]

_keys = local_keys(VAR / "keys.json")
SECRET_KEY = SECRET_KEY or _keys["SECRET_KEY"]
FIELD_KEYS = FIELD_KEYS or [_keys["FIELD_KEY"]]
LOOKUP_KEYS = LOOKUP_KEYS or [_keys["LOOKUP_KEY"]]
