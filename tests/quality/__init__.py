"""Checks of the project as a whole that are not about one room."""
