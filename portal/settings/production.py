"""Service: refuses to start with anything that belongs to a demo."""

from django.core.exceptions import ImproperlyConfigured

from portal.settings.base import *  # noqa: F403
from portal.settings.base import ALLOWED_HOSTS, DEMO, FIELD_KEYS, LOOKUP_KEYS, SECRET_KEY, STORAGES, env

DEBUG = False
if env.bool("DEBUG", default=False):
    raise ImproperlyConfigured("DEBUG 不得在正式环境打开：请去掉环境变量 DEBUG。")
if DEMO:
    raise ImproperlyConfigured("PORTAL_DEMO 不得在正式环境打开：演示账号和演示数据不能用于正式环境。")
if len(SECRET_KEY) < 50 or SECRET_KEY.startswith("dev-"):
    raise ImproperlyConfigured("SECRET_KEY 缺失、过短或是演示密钥：请设置至少50个字符的随机值。")
if not FIELD_KEYS or not LOOKUP_KEYS or any(key.startswith("demo") for key in [*FIELD_KEYS, *LOOKUP_KEYS]):
    raise ImproperlyConfigured("FIELD_KEYS 和 LOOKUP_KEYS 必须设置，且不得使用演示密钥（见运维手册“密钥”）。")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS 未设置：请写明本站域名。")

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # frames of our own site are allowed: Wagtail previews a page in one
