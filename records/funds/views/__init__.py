"""Screens of the workbench. Thin: they read through querysets, write through services, and show what came of it."""
