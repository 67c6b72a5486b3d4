"""What runs by the clock for openness."""

from records.kit.schedules import Every

SCHEDULES = [Every("catalogue-days", "records.openness.tasks.find_as_of_today", daily_at="00:10")]
