"""Keyrings of several characters; `PYTHON_KEYRING_BACKEND` can name the last two."""

import time

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

SECRET = "k3y-that-nobody-may-see"


class MemoryKeyring(KeyringBackend):
    priority = 5

    def __init__(self):
        super().__init__()
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        if (service, username) not in self.kept:
            raise PasswordDeleteError(username)
        del self.kept[service, username]


class ForgetfulKeyring(MemoryKeyring):
    def set_password(self, service, username, password):
        pass


class PlaintextKeyring(MemoryKeyring):
    priority = 0.5


PlaintextKeyring.__module__ = "keyrings.alt.file"


class TalkativeKeyring(KeyringBackend):
    """Locked, and its error repeats what it was given."""

    priority = 5

    def get_password(self, service, username):
        raise KeyringLocked(SECRET)

    def set_password(self, service, username, password):
        raise KeyringLocked(f"cannot keep {password}")

    def delete_password(self, service, username):
        raise KeyringLocked(SECRET)


class HangingKeyring(KeyringBackend):
    """Waits for a user who does not come."""

    priority = 5

    def get_password(self, service, username):
        time.sleep(3600)

    set_password = delete_password = get_password
