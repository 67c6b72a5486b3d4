"""Pages as programs read them: their fields by type, their bodies as blocks; only what the caller may see."""
