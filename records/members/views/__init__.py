"""Task screens of the workbench, and a member's own page; thin."""
