"""Page types and what stands beside them."""

from cms_pages.models.content import Attachment, ContentPage, ContentTag, PageReader
from cms_pages.models.courses import CoursePage, LessonPage
from cms_pages.models.disclosures import DisclosurePage
from cms_pages.models.documents import NewsPage, PlanPage, RulePage
from cms_pages.models.doors import MovedAddress, PageDoor
from cms_pages.models.frame import ColumnPage, HomePage, SectionPage
from cms_pages.models.review import ReviewTask

__all__ = [
    "Attachment",
    "ColumnPage",
    "ContentPage",
    "ContentTag",
    "CoursePage",
    "DisclosurePage",
    "HomePage",
    "LessonPage",
    "MovedAddress",
    "NewsPage",
    "PageDoor",
    "PageReader",
    "PlanPage",
    "ReviewTask",
    "RulePage",
    "SectionPage",
]
