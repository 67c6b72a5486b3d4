"""The project as a whole: settings, addresses, what the rooms make together."""
