"""Signed links that expire, in the form of the API's own."""

from __future__ import annotations

import hashlib
import hmac

from ideogram_desk.sandbox.refusal import RefusalError

PATH = "/api/images/ephemeral"


class Links:
    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def path(self, picture_id: str, expires: int) -> str:
        signature = self._signature(picture_id, str(expires))
        return f"{PATH}/{picture_id}.png?exp={expires}&sig={signature}"

    def check(self, picture_id: str, expires: str, signature: str, now: float) -> None:
        if not hmac.compare_digest(self._signature(picture_id, expires), signature):
            raise RefusalError(403, "The link's signature is wrong.")
        if now >= int(expires):
            raise RefusalError(410, "The link has expired.")

    def _signature(self, picture_id: str, expires: str) -> str:
        said = f"{picture_id}\n{expires}".encode()
        return hmac.new(self._secret, said, hashlib.sha256).hexdigest()
