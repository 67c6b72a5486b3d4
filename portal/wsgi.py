"""WSGI entry for gunicorn."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
application = get_wsgi_application()


def _refuse_demo_accounts() -> None:
    """A portal in service does not start while an account of the demo can sign in."""
    from django.conf import settings

    from records.access.models import User

    if not settings.DEMO and User.objects.filter(username__startswith="demo.", is_active=True).exists():
        raise ImproperlyConfigured("数据库里有演示账号（demo.*）：请先停用它们，再启动正式环境。")


_refuse_demo_accounts()
