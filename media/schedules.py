"""What runs by the clock."""

from records.kit.schedules import Every

SCHEDULES = [Every("media.read_waiting", "media.tasks.read_waiting", minutes=10)]
