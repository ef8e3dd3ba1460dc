"""What people see of the results: a table, a page for the class, feedback pages."""
