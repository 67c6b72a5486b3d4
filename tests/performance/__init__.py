"""Benchmarks whose results are ratios: what we measure against a baseline measured in the same run, on the same machine.

A ratio says the same on a slow machine as on a fast one; a number of milliseconds doesn't. To add one, write a module
`bench_<subject>.py` here with functions marked `@benchmark(...)` that return a `Measurement`; `bin/bench` finds it.
"""
