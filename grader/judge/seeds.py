"""Where each learner's inputs come from: a secret of the course, and names."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

import numpy as np

SECRET_BYTES = 32


def course_secret(course):
    """The course's secret, in ``secret`` in its folder (mode 0600); made when missing.

    Raises ValueError for a file that is too short to be a secret.
    """
    path = Path(course, "secret")
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        secret = path.read_bytes()
    else:
        secret = secrets.token_hex(SECRET_BYTES).encode()
        with os.fdopen(descriptor, "wb") as file:
            file.write(secret)
    if len(secret.strip()) < SECRET_BYTES:
        raise ValueError(f"{path} is too short to be a secret: delete it, grade again")
    return secret.strip()


def seed(secret, student, notebook):
    """The seed of one learner's notebook: the same whenever it is graded again."""
    return _keyed(secret, student, notebook)


def generator(seed, check):
    """The random numbers of one check."""
    words = np.frombuffer(_keyed(seed, check), np.uint32)
    return np.random.default_rng(words.tolist())


def _keyed(key, *names):
    message = "\0".join(names).encode()
    return hmac.new(key, message, hashlib.sha256).digest()
