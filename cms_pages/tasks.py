"""What django-q runs for pages; thin."""

from django.utils import timezone

from cms_pages import services


def publish_due() -> str:
    """Publish approved versions whose hour has come, withdraw pages whose time is over."""
    published, withdrawn = services.publish_due(timezone.now())
    return f"发布{published}页，撤下{withdrawn}页"
