"""Sections made for many organisations at once against one by one."""

import time

from django.db import transaction

from tests.performance.benchmark import Measurement, benchmark
from tests.performance.cities import cities

ROUNDS = 5
ONE_BY_ONE = 10  # organisations a round
AT_ONCE = 200


@benchmark(
    "sections",
    "建组织主页，每个组织：成批 ÷ 逐个",
    "远小于 1：装载一个城市不用等一夜。逐个的用在新设组织时",
    at_most=0.34,
)
def sections() -> Measurement:
    """Six pages an organisation; what a round made is taken back."""
    from cms_pages.sections import provision_piece, provision_section
    from records.organisations.models import Organisation

    city = cities().bare
    city.use()
    top = list(Organisation.objects.order_by("depth", "path")[:ONE_BY_ONE])
    at_once, singly = [], []
    made = 0
    for turn in range(ROUNDS + 1):  # the first warms up
        with transaction.atomic():
            began = time.perf_counter()
            for each in top:
                provision_section(each)
            one = (time.perf_counter() - began) / len(top)
            transaction.set_rollback(True)
        with transaction.atomic():
            began = time.perf_counter()
            made = provision_piece(AT_ONCE, index=False)
            many = (time.perf_counter() - began) / made
            transaction.set_rollback(True)
        if turn:
            singly.append(one)
            at_once.append(many)
    speeds = {"singly_per_second": round(1 / min(singly), 1), "at_once_per_second": round(1 / min(at_once), 1)}
    note = f"每秒 {1 / min(at_once):.0f} 个 ÷ {1 / min(singly):.0f} 个组织（各 6 页），一批 {made} 个"
    return Measurement(at_once, singly, note=note, details={**speeds})
