"""Words of openness: classes, kinds of period, levels. Stored values never change; labels are what people read."""

from django.db import models


class Category(models.TextChoices):
    """Eight classes 一级分类, as live disclosure columns use them; in use, not prescribed by a national document."""

    DECISIONS = "decisions", "党组织决议、决定及执行"
    IDEAS = "ideas", "党的思想建设"
    ORGANISATION = "organisation", "党的组织管理"
    LEADERSHIP = "leadership", "领导班子建设"
    CADRES = "cadres", "干部选任和管理"
    SERVICE = "service", "联系和服务党员、群众"
    INTEGRITY = "integrity", "党风廉政建设"
    OTHER = "other", "其他"


class PeriodKind(models.TextChoices):
    """How soon something is disclosed; the working days are figures of the regulations."""

    LONG_TERM = "long", "长期公开"
    PERIODIC = "regular", "定期公开"
    TIMELY = "prompt", "随时公开"
    ON_REQUEST = "request", "依申请公开"


class Mode(models.TextChoices):
    """Whether it is disclosed by itself or when somebody asks."""

    ACTIVE = "active", "主动公开"
    REQUEST = "request", "依申请公开"


class Level(models.TextChoices):
    """Which organisations a matter is for 公开层级."""

    ALL = "all", "各级党组织"
    COMMITTEE = "committee", "党委、党工委"
    BRANCH = "branch", "党总支、党支部"


class Every(models.IntegerChoices):
    """How often what is disclosed 定期 comes round, in months of the calendar."""

    MONTH = 1, "每月"
    QUARTER = 3, "每季度"
    HALF = 6, "每半年"
    YEAR = 12, "每年"
