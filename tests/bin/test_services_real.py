"""Real servers: started, found, killed, started again, stopped; nothing of them stays."""

import os
import signal

import pytest

from portal.launch.places import var
from portal.launch.processes import wait_until
from portal.launch.services import manager
from portal.launch.services.base import Options, Service

pytestmark = [pytest.mark.services, pytest.mark.slow]


@pytest.fixture
def up(place):
    yield lambda *names: manager.up(list(names), Options(), may_install=False)
    manager.down(None, wipe=True)


def kill(service: Service) -> None:
    os.kill(service.record["processes"][0]["pid"], signal.SIGKILL)
    assert wait_until(lambda: not service.running(), 10)


def test_redis_is_found_again_and_started_again_after_a_kill(up):
    import redis

    first = up("redis")
    address = first.variables["BROKER_URL"]
    assert redis.from_url(address).ping()
    assert manager.read_env(manager.env_file()) == {"BROKER_URL": address}

    second = up("redis")
    assert second.started == []
    assert second.variables == first.variables

    kill(manager.services(["redis"])[0])
    assert up("redis").started == ["redis"]
    assert redis.from_url(manager.read_env(manager.env_file())["BROKER_URL"]).ping()


def test_postgresql_keeps_its_data_through_a_kill(up):
    import psycopg

    def connect():
        return psycopg.connect(manager.read_env(manager.env_file())["DATABASE_URL"], autocommit=True)

    up("postgresql")
    with connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT '党支部' AS name")
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
    kill(manager.services(["postgresql"])[0])
    up("postgresql")
    with connect() as connection:
        assert connection.execute("SELECT name FROM kept").fetchone() == ("党支部",)


def test_down_stops_and_wipes(up):
    up("redis", "postgresql")
    running = [service for service in manager.services(["redis", "postgresql"]) if service.running()]
    assert len(running) == 2
    manager.down(None, wipe=True)
    assert not any(service.running() for service in running)
    assert not (var() / "services" / "postgresql").exists()
    assert manager.read_env(manager.env_file()) == {}
