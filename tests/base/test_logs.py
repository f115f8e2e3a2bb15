"""The log: what is in it helps, and no secret is."""

import io
import logging
import stat
import sys
from logging.handlers import RotatingFileHandler

import pytest

from ideogram_desk.base import logs
from ideogram_desk.base.logs import protect, redacted

SECRET = "s3cr3t-of-the-user"


@pytest.fixture(autouse=True)
def clean_logging(monkeypatch):
    """The root logger and the live secrets as they were."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    quiet = {name: logging.getLogger(name).level for name in ("httpx", "httpcore")}
    monkeypatch.setattr(logs, "_live_secrets", set())
    yield
    for handler in root.handlers[:]:
        if handler not in before:
            root.removeHandler(handler)
            handler.close()
    root.setLevel(level)
    for name, was in quiet.items():
        logging.getLogger(name).setLevel(was)


@pytest.fixture
def log(tmp_path):
    """Starts the log, and reads it."""
    logs.start(tmp_path / "logs")
    return lambda: (tmp_path / "logs" / "ideogram-desk.log").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        f"Api-Key: {SECRET}",
        f"api-key={SECRET}",
        f"{{'api-key': '{SECRET}', 'accept': 'x'}}",
        f'{{"Api-Key": "{SECRET}"}}',
        f"Headers([('api-key', '{SECRET}')])",
        f"[(b'Api-Key', b'{SECRET}')]",
        f"IDEOGRAM_API_KEY={SECRET}",
        f"Authorization: Bearer {SECRET}",
        f"authorization: Basic {SECRET}",
        f"'authorization': 'token {SECRET}'",
        f"Authorization: AWS4-HMAC-SHA256 Credential=x, Signature={SECRET}",
        f"webhook-signature: v1,{SECRET}",
        f"https://ideogram.ai/p.png?exp=1&sig={SECRET}",
        f"https://ideogram.ai/p.png?sig={SECRET}&exp=1",
        f"<a href='https://ideogram.ai/p.png?exp=1&amp;sig={SECRET}'>",
        f"https://s3.test/x?X-Amz-Signature={SECRET}&a=1",
        f"https://s3.test/x?X-Amz-Credential={SECRET}",
        f"https://s3.test/x?a=1&X-Amz-Security-Token={SECRET}",
        f"whsec_{SECRET.replace('-', '_')}",
    ],
)
def test_a_secret_is_known_by_what_stands_around_it(text):
    clean = redacted(text)
    assert SECRET not in clean
    assert SECRET.replace("-", "_") not in clean
    assert "•••" in clean


def test_the_key_of_a_bucket_is_known_by_its_form():
    assert redacted("with AKIAIOSFODNN7EXAMPLE today") == "with ••• today"


def test_the_expiry_of_a_link_goes_with_its_signature():
    assert redacted("GET https://ideogram.ai/p.png?exp=17&sig=ab 200") == (
        "GET https://ideogram.ai/p.png?exp=•••&sig=••• 200"
    )


@pytest.mark.parametrize(
    "text",
    ["job 01J done", "GET https://api.ideogram.ai/v2/generations/x?dry_run=true", "expired; signed", "•••", "a\tb\nc", "the API key was refused"],
)  # fmt: skip
def test_what_is_no_secret_stays(text):
    assert redacted(text) == text


def test_a_live_secret_is_kept_out_wherever_it_turns_up():
    protect(SECRET)
    protect("")
    assert redacted(f"x{SECRET}y and {SECRET!r}") == "x•••y and '•••'"


def test_of_two_live_secrets_the_longer_is_taken_whole():
    for secret in (SECRET, f"{SECRET}-and-more"):
        protect(secret)
    assert redacted(f"{SECRET}-and-more") == "•••"


def test_control_characters_become_visible():
    assert redacted("\x1b[31mred\x00\r\x9b") == "\\x1b[31mred\\x00\\x0d\\x9b"


def test_a_live_secret_is_kept_out_of_messages_arguments_and_tracebacks(log):
    protect(SECRET)

    def fail():
        raise ValueError(f"the server said {SECRET}")

    logger = logging.getLogger("ideogram_desk.test")
    logger.info("sent with %s to %r", SECRET, {"key": SECRET})
    try:
        fail()
    except ValueError:
        logger.exception("it failed with %s", SECRET)
    text = log()
    assert SECRET not in text
    assert text.count("•••") >= 4
    assert "Traceback" in text


def test_the_http_libraries_do_not_log_their_links(log):
    logging.getLogger("httpx").info("GET https://ideogram.ai/p.png?exp=1&sig=%s", SECRET)
    logging.getLogger("httpcore.connection").info("request %s", SECRET)
    logging.getLogger("ideogram_desk").info("here")
    assert SECRET not in log()
    assert "here" in log()


def ours():
    return [h for h in logging.getLogger().handlers if isinstance(h.formatter, logs._Redacting)]


def test_a_second_start_changes_nothing(tmp_path, log):
    logs.start(tmp_path / "elsewhere")
    assert len(ours()) == 1
    assert not (tmp_path / "elsewhere").exists()


def test_where_the_log_cannot_be_written_the_program_goes_on(tmp_path, capsys):
    (tmp_path / "a file").write_bytes(b"")
    logs.start(tmp_path / "a file" / "logs")
    logging.getLogger("ideogram_desk").warning("nobody reads this")
    assert len(ours()) == 1
    assert capsys.readouterr().err == ""


class FullDisk(io.StringIO):
    def write(self, text):
        raise OSError(28, "No space left on device")


def test_a_full_disk_does_not_put_unredacted_lines_on_stderr(log, capsys):
    (handler,) = ours()
    handler.setStream(FullDisk()).close()
    logging.getLogger("ideogram_desk").error("with %s", SECRET)
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_the_folders_that_the_log_makes_are_private(tmp_path):
    logs.start(tmp_path / "home" / "logs")
    for folder in (tmp_path / "home", tmp_path / "home" / "logs"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_log_is_bounded(log):
    (handler,) = ours()
    assert isinstance(handler, RotatingFileHandler)
    assert handler.maxBytes * (handler.backupCount + 1) <= 4_000_000
    line = "x" * 100_000
    for _ in range(15):
        logging.getLogger("ideogram_desk").info(line)
    assert len(log()) <= handler.maxBytes
