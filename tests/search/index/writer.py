"""A process that writes and drains until it is killed: `python -m tests.search.index.writer ACTOR ORGANISATION`.

It says after each commit how many it has made, and after each drain whether the engine took it.
"""

import sys


def main(actor_pk: str, organisation_pk: str) -> None:
    import django

    django.setup()
    from records.access.models import User
    from records.organisations.models import Organisation
    from search.index import outbox
    from tests.sample.services import lend, take_back

    actor = User.objects.get(pk=actor_pk)
    shelf = Organisation.objects.get(pk=organisation_pk)
    made = 0
    while True:
        loans = [lend(actor, shelf, book=f"第{made + number}本") for number in range(3)]
        take_back(actor, loans[0].uid)
        made += len(loans)
        print("committed", made, flush=True)
        report = outbox.drain()
        print("refused" if report.unavailable else "drained", made, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
