"""Screens of the workbench and of the site. Thin: they read through querysets, write through services, show what came of it."""
