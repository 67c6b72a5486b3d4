"""Views outside the page tree; thin."""
