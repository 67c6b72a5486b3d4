"""A process that asks the search over and over, as another worker of the portal would: `python -m tests.search.doors.asker QUESTION`.

It says the first result whenever that changes.
"""

import sys
import time

PAUSE = 0.5


def main(question: str) -> None:
    import django

    django.setup()
    from rest_framework.test import APIClient

    client, before = APIClient(), None
    while True:
        rows = client.get("/api/v1/search/", {"q": question, "kind": "news"}).json()["results"]
        first = rows[0]["title"] if rows else "nothing"
        if first != before:
            print(f"first: {first}", flush=True)
            before = first
        time.sleep(PAUSE)


if __name__ == "__main__":
    main(*sys.argv[1:])
