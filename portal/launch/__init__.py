"""The two commands and what stands around them: environment, start and stop, services, test suite.

Only the standard library is used here, because this code runs before the environment exists; `prepare` alone runs
inside it. What is printed is Chinese: it is read by those who install the portal.
"""
