"""The lists of locked packages, and what no file of the repository may hold."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ROOT / "packaging" / "requirements"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ENTRY = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)

# Put together here, so that this file does not hold what it forbids.
HOSTS = [
    "pypi" + ".org",
    "python" + "hosted",
    "npm" + "js",
    "arti" + "factory",
]
PLACES = ["/wo" + "rk/", "/ro" + "ot/"]


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(name):
    return {plain(n): v for n, v in ENTRY.findall((LOCKS / name).read_text(encoding="utf-8"))}


def direct(requirements):
    return {plain(re.match(r"[A-Za-z0-9._-]+", line)[0]) for line in requirements}


def entries(name):
    """Each package with its lines."""
    text = (LOCKS / name).read_text(encoding="utf-8")
    return [part for part in re.split(r"\n(?=[A-Za-z0-9])", text) if "==" in part.split("\n")[0]]


def unhashed(parts):
    return [part.split(" ")[0] for part in parts if "--hash=sha256:" not in part]


def repository_files():
    found = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    files = [ROOT / name for name in found.stdout.decode().split("\0") if name]
    return [file for file in files if file.is_file()]


def forbidden_in(text):
    lowered = text.lower()
    hosts = [host for host in HOSTS if host in lowered]
    # A path starts after something that cannot belong to an address or to a longer path.
    places = [place for place in PLACES if re.search(rf"(?<![\w./}}-]){re.escape(place)}", text)]
    return hosts + places


@pytest.fixture
def checkout():
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout, so nobody can tell which files belong to it")


def test_no_file_names_a_registry_or_a_place_of_somebodys_machine(checkout):
    found = {}
    for file in repository_files():
        words = forbidden_in(file.read_text(encoding="utf-8", errors="replace"))
        if words:
            found[str(file.relative_to(ROOT))] = words
    assert found == {}


@pytest.mark.parametrize("word", [*HOSTS, *PLACES])
def test_a_registry_or_a_place_would_be_seen(word):
    assert forbidden_in(f'x = "{word}"') == [word]


def test_an_address_that_only_looks_like_a_place_is_let_through():
    assert forbidden_in("https://example.com" + PLACES[0]) == []


def test_every_direct_dependency_is_locked():
    wanted = direct(PROJECT["project"]["dependencies"])
    tools = direct(PROJECT["dependency-groups"]["test"])
    assert "pyside6-essentials" in wanted
    assert "pytest" in tools
    assert wanted <= locked("run.txt").keys()
    assert wanted | tools <= locked("dev.txt").keys()


def test_the_app_is_tested_with_what_it_runs_on():
    tested = locked("dev.txt")
    assert {n: tested.get(n) for n in locked("run.txt")} == locked("run.txt")


@pytest.mark.parametrize("name", ["dev.txt", "run.txt"])
def test_qt_and_pillow_are_locked_where_they_are_sound(name):
    packages = locked(name)
    assert packages["pyside6-essentials"] == "6.11.3"
    assert packages["shiboken6"] == "6.11.3"
    assert int(packages["pillow"].split(".")[0]) >= 13


@pytest.mark.parametrize("name", ["dev.txt", "run.txt"])
def test_every_locked_package_has_hashes(name):
    parts = entries(name)
    assert len(parts) == len(locked(name)) > 20
    assert unhashed(parts) == []


def test_a_package_without_a_hash_would_be_seen():
    assert unhashed(["a==1 \\\n    --hash=sha256:00", "b==2"]) == ["b==2"]


@pytest.mark.parametrize("name", ["dev.txt", "run.txt"])
def test_a_lock_names_no_address(name):
    text = (LOCKS / name).read_text(encoding="utf-8")
    assert [word for word in ("://", "index-url", "find-links", " @ ") if word in text] == []


def test_the_folder_packaging_does_not_hide_the_package_of_that_name():
    assert not (ROOT / "packaging" / "__init__.py").exists()
    import packaging.version

    assert not Path(packaging.version.__file__).is_relative_to(ROOT / "packaging")
