"""Make the data ready, inside the environment: migrate, basic data, demo, index. One process, because starting Django is slow.

Started by `bin/run` as `python -m portal.launch.prepare`; prints its progress, exits with a status.
"""

import io
import sys

from portal.launch import stages
from portal.launch.console import say


def main() -> int:
    """Do what is not yet done; every step may be done again."""
    import django
    from django.core.management import call_command

    django.setup()
    say("正在建立数据库……" if stages.load().get("state") != "ready" else "正在更新数据库……")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("setup_portal", stdout=io.StringIO())
    if stages.demo_wanted() and stages.load().get("demo") != "loaded":
        say("正在装入演示数据（一个虚构的县，约一分钟）……")
        call_command("load_demo")
        stages.save(demo="loaded")
    stages.done(indexed=_index())
    return 0


def _index() -> bool:
    """Fill the index where it is missing. The portal runs without it, so a search engine that is away stops nothing."""
    from django.core.management import CommandError, call_command

    try:
        call_command("search_rebuild", if_needed=True, stdout=io.StringIO())
    except CommandError as error:
        say(f"注意：{error}")
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
