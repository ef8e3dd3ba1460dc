"""What stops collecting before it has begun."""


class CollectError(Exception):
    """Nothing was collected; the message says what to do."""
