"""Four units on four tasks: what was run, what was found, and a small run here and now.

`settings` says what was run, `results` reads what was found, `live` runs two units.
"""
