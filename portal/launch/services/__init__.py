"""Real services for tests and measurements: PostgreSQL, Redis, Elasticsearch and Chromium, all under `var/services/`.

They listen on 127.0.0.1 only, on free ports, with passwords made on this machine. They are for tests and for
measuring; docs/operator.md says how a portal in service is set up.
"""
