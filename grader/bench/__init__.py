"""``make bench``: how fast the course's own layers are beside torch's.

Shapes and ways are in `ways`, the measuring in `measure`, the page in `page`.
"""
