#!/usr/bin/env python3
"""Set a source checkout up, then run, test or lock it; nothing but a Python is needed.

    python3 packaging/dev.py run  [arguments for the app]
    python3 packaging/dev.py test [arguments for pytest]
    python3 packaging/dev.py lock [arguments for uv pip compile]

Everything is kept in .venv beside pyproject.toml, and is exactly what
packaging/requirements/dev.txt names, checked by hash.

This file keeps to the syntax of Python 3.6: an old Python must be able to read it,
so that it can hand over to a newer one. It talks on stderr only; stdout belongs to
the program it starts.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Dict, Iterator, List, Optional, Sequence

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCKS = ROOT / "packaging" / "requirements"
WINDOWS = os.name == "nt"
LINUX = sys.platform.startswith("linux")
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
STAMP = VENV / "set-up.json"
BUSY = VENV / "set-up.lock"
OLDEST, NEWEST = (3, 11), (3, 13)
SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")

# QtWidgets does not even import without these, screen or not.
ALWAYS = [
    "libgl1",
    "libegl1",
    "libxkbcommon0",
    "libfontconfig1",
    "libdbus-1-3",
    "libglib2.0-0",
    "libgssapi-krb5-2",
    "fonts-dejavu-core",
]
# What a platform plugin needs on top of them.
FOR_PLUGIN = {
    "xcb": [
        "libxcb-cursor0",
        "libxcb-icccm4",
        "libxcb-keysyms1",
        "libxcb-shape0",
        "libxkbcommon-x11-0",
    ],
    "wayland": ["libwayland-client0", "libwayland-cursor0"],
}
TRY_QT = """
import ctypes, pathlib, sys
import PySide6.QtNetwork
import PySide6.QtWidgets
plugins = pathlib.Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms"
plugin = plugins / f"libq{sys.argv[1]}.so"
if plugin.exists():
    ctypes.CDLL(str(plugin))
"""
CHECKS = (
    ("style", ["-m", "ruff", "check"]),
    ("format", ["-m", "ruff", "format", "--check"]),
    ("types", ["-m", "mypy"]),
    # The module has no __main__ of its own; this is what its console script does.
    ("imports", ["-c", "from importlinter.cli import lint_imports_command as go; go()"]),
)


class Stop(Exception):
    """The sentence a person gets when it cannot go on."""


def say(text: str) -> None:
    print(f"· {text}", file=sys.stderr, flush=True)


# ---------------------------------------------------------------- which Python


def suitable(version: Sequence[object]) -> bool:
    return OLDEST <= tuple(version[:2]) <= NEWEST


def candidates(windows: bool) -> List[List[str]]:
    """The commands that may start a suitable Python, the best one first."""
    minors = range(NEWEST[1], OLDEST[1] - 1, -1)
    if windows:
        return [["py", f"-3.{minor}"] for minor in minors]
    return [[f"python3.{minor}"] for minor in minors]


def works(command: List[str]) -> bool:
    """Whether this starts a suitable Python; a name on PATH may be an empty shell."""
    ask = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [*command, "-c", ask],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except OSError:
        return False
    version = re.match(rb"(\d+)\.(\d+)", answer.stdout)
    if answer.returncode or version is None:
        return False
    return suitable((int(version.group(1)), int(version.group(2))))


def other_python() -> List[str]:
    # The one in .venv first: what is set up already is not set up again with another.
    for command in [[str(PYTHON)], *candidates(WINDOWS)]:
        found = shutil.which(command[0])
        if found and works([found, *command[1:]]):
            return [found, *command[1:]]
    span = "3.{} to 3.{}".format(OLDEST[1], NEWEST[1])
    here = "{}.{}".format(*sys.version_info[:2])
    raise Stop(f"Python {span} is needed; this is {here}, and no other was found")


# ---------------------------------------------------------------- starting programs


def call(command: List[str], env: Dict[str, str]) -> int:
    """Run it to its end; its exit code, or 130 when someone pressed Ctrl+C."""
    child = subprocess.Popen(command, cwd=str(ROOT), env=env)
    interrupted = False
    while True:
        try:
            # Ctrl+C reaches the child as well; it gets time to put its things away.
            code = child.wait(10 if interrupted else None)
        except KeyboardInterrupt:
            interrupted = True
        except subprocess.TimeoutExpired:
            child.kill()
        else:
            return exit_code(code, interrupted)


def exit_code(code: int, interrupted: bool) -> int:
    if interrupted:
        return 130
    # A program ended by a signal has a negative code, which no shell knows.
    return code if code >= 0 else 128 - code


def become(command: List[str], env: Dict[str, str]) -> int:
    """Turn into that program, so that signals and exit code are its own."""
    if WINDOWS:  # there, exec lets the caller believe that the program has ended
        return call(command, env)
    os.chdir(str(ROOT))
    sys.stderr.flush()
    os.execve(command[0], command, env)  # noqa: S606 - no shell is wanted
    return 0


def quietly(command: List[str]) -> "subprocess.CompletedProcess[bytes]":
    """Run a helper whose words matter only if it fails."""
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=str(ROOT),
        check=False,
    )


def words_of(done: "subprocess.CompletedProcess[bytes]") -> str:
    return done.stdout.decode("utf-8", "replace").strip()


# ---------------------------------------------------------------- the stamp


def stamp_for(lock: bytes, version: Sequence[object], place: str) -> str:
    """What .venv was made from; another value means that it is to be made again."""
    python = ".".join(str(part) for part in version[:2])
    return hashlib.sha256(b"\0".join([lock, python.encode(), place.encode()])).hexdigest()


def wanted_stamp() -> str:
    return stamp_for((LOCKS / "dev.txt").read_bytes(), sys.version_info, str(VENV))


def read_stamp(file: Path) -> Dict[str, object]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_stamp(file: Path, content: Dict[str, object]) -> None:
    # Whole or not at all: another start may be reading it.
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(content), encoding="utf-8")
    os.replace(str(fresh), str(file))


def ready() -> bool:
    return PYTHON.exists() and read_stamp(STAMP).get("made") == wanted_stamp()


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Hold the system's lock on .venv; it falls with the process, however that ends."""
    if VENV.exists() and not VENV.is_dir():
        raise Stop(".venv is a file here; a folder of that name is needed")
    VENV.mkdir(exist_ok=True)
    with BUSY.open("a+b") as file:
        if not try_lock(file.fileno()):
            say("another start is setting up .venv; waiting for it")
            while not try_lock(file.fileno()):
                time.sleep(0.1)
        yield


def try_lock(descriptor: int) -> bool:
    try:
        if WINDOWS:
            import msvcrt

            os.lseek(descriptor, 0, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as refused:
        # Held by another; anything else means that this file system knows no locks.
        return not isinstance(refused, (BlockingIOError, PermissionError))
    return True


# ---------------------------------------------------------------- making .venv


def make_venv() -> None:
    with alone():
        if ready():  # whoever held the lock before has done it
            return
        # A working .venv that somebody made by hand is filled, not thrown away.
        by_hand = not STAMP.exists() and works([str(PYTHON)]) and install() is None
        if not by_hand:
            make_afresh()
        write_stamp(STAMP, {"made": wanted_stamp(), "qt": []})


def make_afresh() -> None:
    empty()
    write_stamp(STAMP, {})  # from here on a .venv left half-made is known as such
    say("making .venv with Python {}.{}".format(*sys.version_info[:2]))
    make = [sys.executable, "-m", "venv", str(VENV)]
    done = quietly(make)
    if done.returncode and LINUX:
        # Debian and Ubuntu keep this part of Python in a package of its own.
        apt(["python{}.{}-venv".format(*sys.version_info[:2])], "This Python cannot make a venv")
        empty()
        done = quietly(make)
    if done.returncode:
        raise Stop(f"python -m venv failed:\n{words_of(done)}")
    trouble = install()
    if trouble is not None:
        raise Stop(f"pip could not install the locked packages:\n{trouble}")


def empty() -> None:
    """Take everything out of .venv but the lock that is being held."""
    for entry in VENV.iterdir():
        if entry == BUSY:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(str(entry))
        else:
            entry.unlink()


def install() -> Optional[str]:
    """Install exactly what is locked; pip's words if it failed."""
    say("installing the locked packages (about 100 MB to fetch the first time)")
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    rules = ["--quiet", "--require-hashes", "--only-binary", ":all:"]
    done = quietly([*pip, *rules, "-r", str(LOCKS / "dev.txt")])
    return words_of(done) if done.returncode else None


# ---------------------------------------------------------------- system libraries


def apt(packages: List[str], why: str) -> None:
    """Install Debian's or Ubuntu's packages where this user may, else say what to type."""
    install_line = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not shutil.which("apt-get"):
        raise Stop(f"{why}; install what Debian calls: {' '.join(packages)}")
    as_root = become_root()
    if as_root is None:
        line = " ".join(install_line)
        raise Stop(f"{why}; type this, then the same command again:\n\n    sudo {line}\n")
    say(f"{why}; installing {' '.join(packages)}")
    wait = ["-qq", "-o", "DPkg::Lock::Timeout=300"]
    # env, because sudo does not hand variables on.
    start = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *wait]
    quietly([*start, "update"])  # an old list may still do
    done = quietly([*start, *install_line[1:]])
    if done.returncode:
        raise Stop(f"apt-get could not install them:\n{words_of(done)}")


def become_root() -> Optional[List[str]]:
    """What goes before a command that needs root; None where a password would be asked."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and quietly(["sudo", "-n", "true"]).returncode == 0:
        return ["sudo", "-n"]
    return None


def plugin_for(env: Dict[str, str]) -> str:
    """The platform plugin that Qt will pick on Linux."""
    if env.get("QT_QPA_PLATFORM"):
        # "xcb;wayland" is a list of wishes and "offscreen:size=…" has options.
        return env["QT_QPA_PLATFORM"].split(";")[0].split(":")[0]
    # With both, Qt takes Wayland on the desktops that say so.
    on_wayland = env.get("WAYLAND_DISPLAY") and env.get("XDG_SESSION_TYPE") == "wayland"
    if env.get("DISPLAY") and not on_wayland:
        return "xcb"
    return "wayland" if env.get("WAYLAND_DISPLAY") else "offscreen"


def make_qt_load(env: Dict[str, str]) -> None:
    """See that Qt starts, once for each platform plugin; the stamp remembers it."""
    plugin = plugin_for(env)
    if plugin in known_plugins():
        return
    with alone():
        attempt = [str(PYTHON), "-c", TRY_QT, plugin]
        if quietly(attempt).returncode:
            apt(ALWAYS + FOR_PLUGIN.get(plugin, []), "Qt misses libraries of the system")
            done = quietly(attempt)
            if done.returncode:
                raise Stop(f"Qt still does not load:\n{words_of(done)}")
        write_stamp(STAMP, {**read_stamp(STAMP), "qt": [*known_plugins(), plugin]})


def known_plugins() -> List[str]:
    found = read_stamp(STAMP).get("qt")
    return [str(name) for name in found] if isinstance(found, list) else []


# ---------------------------------------------------------------- the commands


def environment(what: str, env: Dict[str, str], linux: bool) -> Dict[str, str]:
    """The variables for the program; Qt aborts when it is to show a window and cannot."""
    changed = dict(env)
    screenless = linux and not any(env.get(name) for name in SCREENS)
    if screenless or (what == "test" and not env.get("QT_QPA_PLATFORM")):
        changed["QT_QPA_PLATFORM"] = "offscreen"
    return changed


def app_arguments(given: List[str], env: Dict[str, str], linux: bool) -> List[str]:
    """The given ones; with none and no screen, the demo, which needs nobody to look on."""
    if given or not linux or any(env.get(name) for name in SCREENS):
        return given
    return ["--demo", "demo"]


def run(given: List[str]) -> int:
    before = dict(os.environ)
    env = environment("run", before, LINUX)
    arguments = app_arguments(given, before, LINUX)
    if arguments != given:
        say("there is no screen here: the demo runs without one and saves into demo/")
    set_up(env)
    return become([str(PYTHON), "-m", "ideogram_desk", *arguments], env)


def test(given: List[str]) -> int:
    env = environment("test", dict(os.environ), LINUX)
    set_up(env)
    # Somebody who names tests wants those and nothing else.
    for name, arguments in () if given else CHECKS:
        say(f"{name}: {' '.join(arguments[1:]) if arguments[0] == '-m' else 'lint-imports'}")
        code = call([str(PYTHON), *arguments], env)
        if code:
            say(f"{name} failed; the rest was not run")
            return code
    if given:
        return call([str(PYTHON), "-m", "pytest", *given], env)
    say("tests: pytest, a file at a time on each core")
    return call([str(PYTHON), "-m", "pytest", "-n", "auto", "--dist", "loadfile"], env)


def set_up(env: Dict[str, str]) -> None:
    if not ready():
        make_venv()
    if LINUX:
        make_qt_load(env)


def lock(given: List[str]) -> int:
    """Make both lists of packages again; the pins that still fit stay, unless --upgrade."""
    uv = shutil.which("uv", path=str(BIN)) or shutil.which("uv")
    if not uv:
        raise Stop(f"uv does this; install it first:\n\n    {PYTHON} -m pip install uv\n")
    start = [uv, "pip", "compile", "--quiet", "--universal", "--generate-hashes"]
    # No place of this machine may get into the files.
    start += ["--no-emit-index-url", "--no-emit-find-links", "--python-version", "3.11"]
    start += ["--custom-compile-command", "python3 packaging/dev.py lock", *given]
    for name, group in (("dev", ["--group", "test"]), ("run", [])):
        output = f"packaging/requirements/{name}.txt"
        code = call([*start, "pyproject.toml", *group, "-o", output], dict(os.environ))
        if code:
            return code
        say(f"made {output}")
    return 0


COMMANDS = {"run": run, "test": test, "lock": lock}


def main(argv: List[str]) -> int:
    if not argv or argv[0] not in COMMANDS:
        usage = "\n".join((__doc__ or "").splitlines()[2:5])
        print(f"say what to do:\n\n{usage}", file=sys.stderr)
        return 2
    if not suitable(sys.version_info):
        return become([*other_python(), str(Path(__file__).resolve()), *argv], dict(os.environ))
    if Path(sys.prefix) == VENV and not ready():
        # Nothing can make the very venv it runs in; the Python it came from can.
        base = sys._base_executable  # type: ignore[attr-defined]  # noqa: SLF001
        return become([base, str(Path(__file__).resolve()), *argv], dict(os.environ))
    return COMMANDS[argv[0]](argv[1:])


def guarded(argv: List[str]) -> int:
    try:
        return main(argv)
    except (Stop, OSError) as trouble:
        print(f"set-up: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(guarded(sys.argv[1:]))
