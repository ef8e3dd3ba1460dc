"""What is wrong with a master, and where."""


class BuildError(Exception):
    """A master that cannot be built; the message begins with its file and line."""

    def __init__(self, path, line, message):
        super().__init__(f"{path}:{line}: {message}")
