from django.apps import AppConfig


class SearchIndexConfig(AppConfig):
    name = "search.index"
    label = "search_index"
    verbose_name = "搜索索引"
    default_auto_field = "django.db.models.BigAutoField"
