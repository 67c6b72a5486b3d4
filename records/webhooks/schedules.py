"""What runs by the clock for webhooks."""

from records.kit.schedules import Every

SCHEDULES = [Every("webhooks", "records.webhooks.tasks.deliver_due", minutes=1)]
