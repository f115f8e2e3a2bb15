"""Keys and secrets: where they come from, whom they are for, and that they show nowhere."""

import traceback

import keyring
import pytest
from keyring.backends import chainer, fail, null

from ideogram_desk.base import keyring_worker, secrets
from ideogram_desk.base.secrets import RECEIVING, Key, KeyStore, clean_key, origin_of
from ideogram_desk.domain.errors import SecretUnavailable, SettingsError
from tests.fakes.keyrings import SECRET, ForgetfulKeyring, MemoryKeyring, PlaintextKeyring

URL = "https://api.ideogram.ai"
ELSEWHERE = "https://api.ideogram.ai.evil.test"


@pytest.fixture
def use(monkeypatch):
    """Makes a backend the keyring, asked in this process instead of in the worker's."""
    before = keyring.get_keyring()
    monkeypatch.setattr(secrets, "_ask", keyring_worker.answer)

    def replace(backend):
        keyring.set_keyring(backend)
        return backend

    yield replace
    keyring.set_keyring(before)


@pytest.fixture
def chained(use, monkeypatch):
    def chain(*backends):
        monkeypatch.setattr(chainer.ChainerBackend, "backends", list(backends))
        use(chainer.ChainerBackend())

    return chain


# --- what a person pastes -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pasted",
    [SECRET, f"  {SECRET}\n", f'"{SECRET}"', f"'{SECRET}'", f"Bearer {SECRET}", f"bearer  {SECRET}",
     f'"Bearer {SECRET}"', f'Bearer "{SECRET}"', f"\t'{SECRET}' \r\n"],
)  # fmt: skip
def test_a_key_is_found_in_what_a_person_pastes(pasted):
    assert clean_key(pasted) == SECRET


@pytest.mark.parametrize(
    "pasted",
    ["", "   ", '""', "Bearer ", "bearer", "two words", f"Api-Key: {SECRET}", "kéy", "ke\x00y", "\u200bkey", "line\nbreak"],
)  # fmt: skip
def test_what_is_no_key_is_refused_without_repeating_it(pasted):
    with pytest.raises(SettingsError) as caught:
        clean_key(pasted)
    assert SECRET not in str(caught.value)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://api.ideogram.ai", "https://api.ideogram.ai"),
        ("https://API.ideogram.ai/v1?x=1#y", "https://api.ideogram.ai"),
        ("https://user:word@api.ideogram.ai/", "https://api.ideogram.ai"),
        ("https://api.ideogram.ai@evil.test", "https://evil.test"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
    ],
)
def test_an_origin_is_scheme_host_and_port(url, origin):
    assert origin_of(url) == origin


def test_what_is_no_address_is_a_settings_error():
    with pytest.raises(SettingsError):
        origin_of("http://[::1")


# --- where it is found ----------------------------------------------------------------------------


def test_without_a_keyring_and_a_variable_there_is_no_key():
    assert KeyStore().find(URL) is None


def test_the_environment_s_key_wins_and_is_cleaned(use, monkeypatch):
    use(MemoryKeyring())
    keys = KeyStore()
    keys.save(URL, "another")
    monkeypatch.setenv("IDEOGRAM_API_KEY", f' "Bearer {SECRET}" \n')
    assert keys.find(URL) == Key(SECRET, "environment")
    monkeypatch.setenv("IDEOGRAM_API_KEY", "  ")
    assert keys.find(URL) == Key("another", "keyring")


def test_the_environment_s_key_does_not_need_the_keyring_to_answer(real, monkeypatch):
    real("TalkativeKeyring")
    monkeypatch.setenv("IDEOGRAM_API_KEY", SECRET)
    assert KeyStore().find(URL) == Key(SECRET, "environment")


def test_a_saved_key_is_found_by_another_run(use):
    use(MemoryKeyring())
    assert KeyStore().save(URL, f" {SECRET}\n") == Key(SECRET, "keyring")
    assert KeyStore().find(URL + "/") == Key(SECRET, "keyring")


@pytest.mark.parametrize("backend", [MemoryKeyring, fail.Keyring])
@pytest.mark.parametrize(
    "other", [ELSEWHERE, "http://api.ideogram.ai", f"{URL}:8443", "http://127.0.0.1"]
)
def test_a_key_is_found_for_the_origin_it_was_entered_for_and_no_other(use, backend, other):
    use(backend())
    keys = KeyStore()
    keys.save(URL, SECRET)
    assert keys.find(URL).secret == SECRET
    assert keys.find(other) is None


def test_another_program_s_entry_is_not_ours(use):
    use(MemoryKeyring()).kept["Another Program", URL] = "theirs"
    assert KeyStore().find(URL) is None


def test_forgetting_takes_the_key_out_of_keyring_and_memory(use):
    backend = use(MemoryKeyring())
    keys = KeyStore()
    keys.save(URL, SECRET)
    keys.forget(URL)
    assert backend.kept == {}
    assert keys.find(URL) is None
    keys.forget(URL)  # there is nothing left, which is no error


# --- keyrings that are none -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "backend",
    [fail.Keyring, null.Keyring, PlaintextKeyring, ForgetfulKeyring],
    ids=["fail", "null", "plaintext", "forgetful"],
)
def test_a_keyring_that_keeps_nothing_or_in_the_clear_is_not_used(use, backend):
    used = use(backend())
    keys = KeyStore()
    assert keys.save(URL, SECRET) == Key(SECRET, "memory")
    assert keys.find(URL) == Key(SECRET, "memory")
    assert getattr(used, "kept", {}) == {}
    assert KeyStore().find(URL) is None
    keys.forget(URL)
    assert keys.find(URL) is None


@pytest.mark.parametrize(
    ("backend", "real"),
    [(MemoryKeyring, True), (PlaintextKeyring, False), (fail.Keyring, False)],
    ids=["real", "plaintext", "fail"],
)
def test_it_is_known_beforehand_whether_a_key_will_be_kept(use, backend, real):
    use(backend())
    assert KeyStore().has_keyring() is real


def test_what_lies_in_a_plaintext_keyring_is_not_read(use):
    use(PlaintextKeyring()).kept[keyring_worker.SERVICE, URL] = SECRET
    assert KeyStore().find(URL) is None


def test_of_a_chain_only_the_real_keyrings_are_used(chained):
    plain, real = PlaintextKeyring(), MemoryKeyring()
    chained(plain, real)
    keys = KeyStore()
    assert keys.save(URL, SECRET).source == "keyring"
    assert plain.kept == {}
    assert list(real.kept.values()) == [SECRET]
    assert keys.find(URL) == Key(SECRET, "keyring")
    keys.forget(URL)
    assert real.kept == {}


def test_a_chain_of_none_but_plaintext_is_no_keyring(chained):
    plain = PlaintextKeyring()
    chained(plain)
    assert KeyStore().save(URL, SECRET).source == "memory"
    assert plain.kept == {}


# --- keyrings that fail or hang, in the real worker process ---------------------------------------


@pytest.fixture
def real(monkeypatch):
    """Names the keyring that the worker process finds."""

    def choose(name):
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"tests.fakes.keyrings.{name}")

    return choose


def told(error):
    return "".join(traceback.format_exception(error)) + repr(error)


def test_the_worker_process_answers_for_the_keyring_it_finds(real):
    real("ForgetfulKeyring")
    assert KeyStore().has_keyring()
    assert KeyStore().find(URL) is None
    assert KeyStore().save(URL, SECRET).source == "memory"


def test_a_locked_keyring_is_told_without_its_words(real):
    real("TalkativeKeyring")
    for call in (KeyStore().find, KeyStore().forget):
        with pytest.raises(SecretUnavailable) as caught:
            call(URL)
        assert SECRET not in told(caught.value)


def test_a_key_that_a_locked_keyring_cannot_keep_lasts_for_this_run(real):
    real("TalkativeKeyring")
    keys = KeyStore()
    assert keys.save(URL, SECRET) == Key(SECRET, "memory")
    assert keys.find(URL) == Key(SECRET, "memory")


def test_a_keyring_that_hangs_is_given_up_after_the_patience(real, monkeypatch):
    real("HangingKeyring")
    monkeypatch.setattr(secrets, "PATIENCE", 1.0)
    keys = KeyStore()
    with pytest.raises(SecretUnavailable, match="does not answer"):
        keys.find(URL)
    assert keys.save(URL, SECRET) == Key(SECRET, "memory")


def test_what_is_no_key_is_not_taken_from_the_keyring(use):
    use(MemoryKeyring()).kept[keyring_worker.SERVICE, URL] = "two\nlines"
    with pytest.raises(SecretUnavailable, match="no API key"):
        KeyStore().find(URL)


# --- the secrets of callbacks ---------------------------------------------------------------------


def test_a_saved_secret_is_found_by_another_run(use):
    use(MemoryKeyring())
    assert KeyStore().save_secret("callback:1", SECRET) == "keyring"
    assert KeyStore().find_secret("callback:1") == SECRET
    assert KeyStore().find_secret("callback:2") is None


def test_a_secret_and_a_key_of_the_same_name_are_two(use):
    backend = use(MemoryKeyring())
    keys = KeyStore()
    keys.save(URL, "the-key")
    assert keys.find_secret(URL) is None
    keys.save_secret(URL, SECRET)
    assert (keys.find(URL).secret, keys.find_secret(URL)) == ("the-key", SECRET)
    assert {service for service, _ in backend.kept} == {"Ideogram Desk", "Ideogram Desk callbacks"}
    keys.forget_secret(URL)
    assert (keys.find(URL).secret, keys.find_secret(URL)) == ("the-key", None)


@pytest.mark.parametrize("backend", [fail.Keyring, PlaintextKeyring, ForgetfulKeyring])
def test_without_a_real_keyring_a_secret_lasts_for_this_run(use, backend):
    used = use(backend())
    keys = KeyStore()
    assert keys.save_secret("callback:1", SECRET) == "memory"
    assert keys.find_secret("callback:1") == SECRET
    assert getattr(used, "kept", {}) == {}
    assert KeyStore().find_secret("callback:1") is None
    keys.forget_secret("callback:1")
    assert keys.find_secret("callback:1") is None


def test_the_keyring_is_asked_for_a_secret_once(use, monkeypatch):
    use(MemoryKeyring())
    KeyStore().save_secret("callback:1", SECRET)
    keys, asked = KeyStore(), []
    monkeypatch.setattr(secrets, "_ask", lambda task: asked.append(task) or SECRET)
    assert [keys.find_secret("callback:1") for _ in range(3)] == [SECRET] * 3
    assert len(asked) == 1


def test_a_replaced_secret_is_the_new_one_at_once(use):
    use(MemoryKeyring())
    keys = KeyStore()
    for secret in ("old", "new"):
        keys.save_secret("callback:1", secret)
        assert keys.find_secret("callback:1") == KeyStore().find_secret("callback:1") == secret


def test_the_secret_for_receiving_may_stand_in_the_environment(use, monkeypatch):
    use(MemoryKeyring())
    keys = KeyStore()
    keys.save_secret(RECEIVING, "kept")
    monkeypatch.setenv("IDEOGRAM_DESK_CALLBACK_SECRET", f' "{SECRET}" \n')
    assert keys.find_secret(RECEIVING) == SECRET
    assert keys.find_secret("callback:1") is None
    monkeypatch.setenv("IDEOGRAM_DESK_CALLBACK_SECRET", " ")
    assert keys.find_secret(RECEIVING) == "kept"


def test_a_secret_that_a_locked_keyring_cannot_keep_lasts_for_this_run(real):
    real("TalkativeKeyring")
    keys = KeyStore()
    for call in (keys.find_secret, keys.forget_secret):
        with pytest.raises(SecretUnavailable) as caught:
            call("callback:1")
        assert SECRET not in told(caught.value)
    assert keys.save_secret("callback:1", SECRET) == "memory"
    assert keys.find_secret("callback:1") == SECRET


# --- and shows nowhere ----------------------------------------------------------------------------


def test_a_key_shows_in_no_repr(use):
    use(MemoryKeyring())
    keys = KeyStore()
    assert SECRET not in repr(keys.save(URL, SECRET))
    assert SECRET not in f"{keys!r} {keys} {keys.find(URL)}"


def test_an_unusable_key_in_the_environment_is_told_without_repeating_it(monkeypatch):
    monkeypatch.setenv("IDEOGRAM_API_KEY", f"{SECRET} {SECRET}")
    with pytest.raises(SettingsError) as caught:
        KeyStore().find(URL)
    assert SECRET not in told(caught.value)
