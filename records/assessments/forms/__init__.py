"""Forms of the workbench's screens; what a service refuses stands at its field, and nothing typed is lost."""
