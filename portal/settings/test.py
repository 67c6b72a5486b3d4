"""Only what the tests need to be different."""

import os
import tempfile
from pathlib import Path

from portal.settings.base import *  # noqa: F403
from portal.settings.base import DATABASES, INSTALLED_APPS, OWN_APPS, Q_CLUSTER, REST_FRAMEWORK, env

SECRET_KEY = "test-" + "x" * 50
FIELD_KEYS = ["test1:" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0NTY="]
LOOKUP_KEYS = ["test1:" + "MTIzNDU2QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo="]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
VAR = Path(tempfile.mkdtemp(prefix="portal-test-"))
MEDIA_ROOT = VAR / "media"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir()
SEARCH_EMBEDDED_PATH = VAR / "search.sqlite3"
_worker = os.environ.get("PYTEST_XDIST_WORKER", "")  # tests run side by side must not meet in a shared server
SEARCH_INDEX = env.str("SEARCH_INDEX", default=f"portal_test_{_worker}" if _worker else "portal_test")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; nothing real is signed in
Q_CLUSTER = {**Q_CLUSTER, "name": f"portal-test-{_worker}", "sync": env.bool("QUEUE_SYNC", default=False)}
REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_CLASSES": []}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
# A small domain proves that adding a domain is adding a folder and one line here.
OWN_APPS = ["portal", "tests.sample", *OWN_APPS[1:]]
INSTALLED_APPS = ["tests.sample", *INSTALLED_APPS]
