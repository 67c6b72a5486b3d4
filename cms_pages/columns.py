"""The five columns 栏目 of every section; their slugs are these English words, everywhere."""

from django.db import models


class ColumnKind(models.TextChoices):
    """Which column a page stands in."""

    NEWS = "news", "新闻"
    RULES = "rules", "规章"
    PLANS = "plans", "计划"
    COURSES = "courses", "课程"
    DISCLOSURES = "disclosures", "公开"
