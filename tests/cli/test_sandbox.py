"""The stand-in from the command line."""

import subprocess

import pytest

from tests.cli.conftest import PROGRAM


@pytest.mark.parametrize(
    "arguments",
    [["sandbox", "--port", "0"], ["sandbox", "--json", "--home", "x"], ["--home", "x", "sandbox"]],
    ids=" ".join,
)
def test_its_first_line_is_its_address_whatever_every_command_takes(arguments, tmp_path):
    process = subprocess.Popen([*PROGRAM, *arguments], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline().startswith("http://127.0.0.1:")
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def test_a_prompt_that_is_the_word_sandbox_is_a_prompt(tmp_path):
    run = subprocess.run(
        [*PROGRAM, "generate", "sandbox", "--model", "none"],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert run.returncode == 2
    assert "“none” is not known" in run.stderr
