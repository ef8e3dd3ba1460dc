"""The grader: what only instructors have."""

import sys

# nbformat imports jsonschema, which with this package builds a grammar of addresses in
# other scripts: 2 s in each process, for a check that no notebook asks for.
sys.modules.setdefault("rfc3987_syntax", None)
