"""What the long experiments found, and the same runs with your own functions.

`settings` says what was run, `results` reads what was found, `live` runs a few seeds.
"""
