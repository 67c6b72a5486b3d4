"""Passwords under the national suite: PBKDF2 with HMAC-SM3. Which hasher writes, `password_hashers` says by suite."""

import base64

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.views.decorators.debug import sensitive_variables


class SM3PasswordHasher(PBKDF2PasswordHasher):
    """PBKDF2-SM3 (国密口令摘要), stored as `pbkdf2_sm3$iterations$salt$hash`.

    Fewer iterations than Django's SHA-256 because SM3 has no processor instruction: 300,000 take as long (0.3 s) as
    1,000,000 there, so that a sign-in does not take seconds and an attacker is slowed as much.
    """

    algorithm = "pbkdf2_sm3"
    iterations = 300_000

    @sensitive_variables("password")
    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """The stored form of a password."""
        self._check_encode_args(password, salt)  # type: ignore[attr-defined]
        rounds = iterations or self.iterations
        derive = PBKDF2HMAC(algorithm=hashes.SM3(), length=32, salt=salt.encode(), iterations=rounds)
        hashed = base64.b64encode(derive.derive(password.encode())).decode()
        return f"{self.algorithm}${rounds}${salt}${hashed}"
