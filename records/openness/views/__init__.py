"""Screens of openness, by who looks at them."""
