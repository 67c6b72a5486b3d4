"""On PostgreSQL, parts of titles have an index: the back office looks for them in every page there is (docs/decisions/0014).

The extension belongs to PostgreSQL itself and the owner of a database may create it. Where that isn't allowed, or it
isn't installed, the search goes through the table as before.
"""

from typing import Any

from django.db import migrations

from cms_pages.titles import drop_index, make_index


def forwards(apps: Any, schema_editor: Any) -> None:
    make_index(schema_editor.connection)


def backwards(apps: Any, schema_editor: Any) -> None:
    drop_index(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("cms_pages", "0100_tree_indexes")]

    operations = [migrations.RunPython(forwards, backwards)]
