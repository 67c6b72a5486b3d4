"""What runs by the clock for pages."""

from records.kit.schedules import Every

SCHEDULES = [Every("publish-due-pages", "cms_pages.tasks.publish_due", minutes=1)]
