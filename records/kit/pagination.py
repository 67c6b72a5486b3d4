"""Pages by key for the API; a module of its own, because the framework reads it while it is being imported."""

from rest_framework.pagination import CursorPagination


class KeysetPagination(CursorPagination):
    """Pages by key: the hundredth page costs what the first does."""

    page_size = 20
    max_page_size = 100
    page_size_query_param = "size"
    ordering = "-uid"
    cursor_query_param = "cursor"
