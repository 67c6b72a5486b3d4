"""Two indexes on Wagtail's page table: a page is found by its whole address; the root is found without a scan."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("cms_pages", "0002_initial"),
        ("wagtailcore", "0001_squashed_0016_change_page_url_path_to_text_field"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX portal_page_url_path ON wagtailcore_page (url_path)", "DROP INDEX portal_page_url_path"
        ),
        migrations.RunSQL(
            "CREATE INDEX portal_page_root ON wagtailcore_page (path) WHERE depth = 1", "DROP INDEX portal_page_root"
        ),
    ]
