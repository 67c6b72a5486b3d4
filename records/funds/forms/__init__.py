"""What people fill in at the workbench. A form reads types; rules and permissions stand in the services."""
