"""From a course folder to verdicts, rows in the gradebook, and notebooks."""
