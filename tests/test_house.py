"""How the program is built: who may import whom, what a start loads, what modules are called."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "ideogram_desk"
MODULES = sorted(file for file in PACKAGE.rglob("*.py") if "migrations" not in file.parts)
LINT = "from importlinter.cli import lint_imports_command as go; go()"
VAGUE = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}


def lint_imports(folder):
    """The verdict on the import contracts of the checkout in that folder."""
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path):
    """The package and its contracts, to spoil."""
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, tmp_path / PACKAGE.name, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_import_contracts_are_kept():
    verdict = lint_imports(ROOT)
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("engine/runner.py", "import PySide6.QtCore", "Qt lives in the desktop"),
        ("engine/runner.py", "import ideogram_desk.store.jobs", "the engine knows adapters only"),
        ("domain/job.py", "import ideogram_desk.engine.desk", "the stack"),
        ("cli/main.py", "import sqlite3", "SQL lives in the store"),
    ],
)
def test_a_forbidden_import_would_be_seen(copy, module, line, contract):
    file = copy / PACKAGE.name / module
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    verdict = lint_imports(copy)
    assert verdict.returncode == 1, verdict.stdout + verdict.stderr
    assert re.search(rf"{contract}.* BROKEN", verdict.stdout), verdict.stdout


def import_graph():
    """Who imports whom, imports inside functions included, those for type checkers left out."""
    graph = grimp.build_graph(PACKAGE.name, exclude_type_checking_imports=True, cache_dir=None)
    return {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}


def circle(imports):
    """One way from a module back to itself; an empty list when there is none."""
    done = set()

    def walk(name, way):
        if name in way:
            return [*way[way.index(name) :], name]
        if name in done:
            return []
        for other in sorted(imports.get(name, ())):
            found = walk(other, [*way, name])
            if found:
                return found
        done.add(name)
        return []

    return next(filter(None, (walk(name, []) for name in sorted(imports))), [])


def test_no_module_imports_itself_by_way_of_others():
    imports = import_graph()
    assert len(imports) > 50
    assert circle(imports) == []


def test_a_circle_would_be_seen():
    assert circle({"a": {"b"}, "b": {"c", "d"}, "c": {"b"}, "d": set()}) == ["b", "c", "b"]
    assert circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_imports_inside_functions_count_as_imports():
    # __main__ imports both of its faces only once it knows which one is wanted.
    assert "ideogram_desk.cli.main" in import_graph()["ideogram_desk.__main__"]


def loaded_after(code):
    """The modules that a fresh Python has loaded after this code."""
    listing = f"{code}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", listing], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_the_command_line_loads_no_qt():
    loaded = loaded_after("import ideogram_desk.__main__, ideogram_desk.cli.main")
    assert "ideogram_desk.cli.main" in loaded
    assert not loaded & {"PySide6", "shiboken6", "qasync"}


def test_a_loaded_qt_would_be_seen():
    assert "PySide6" in loaded_after("import ideogram_desk.desktop.theme")


def named(file):
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", MODULES, ids=named)
def test_every_module_says_in_one_sentence_what_it_is(file):
    assert is_sentence(ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))))


def is_sentence(docstring):
    # A sentence may end with a quotation or a colon's worth of words, but it ends, on its own line.
    first, _, rest = (docstring or "").partition("\n")
    return bool(first) and first.endswith(".") and (not rest or rest.startswith("\n"))


def test_a_module_without_a_sentence_would_be_seen():
    assert is_sentence("Keeps pictures.\n\nMore about them.")
    assert not is_sentence(None)
    assert not is_sentence("Keeps pictures")
    assert not is_sentence("Keeps\npictures.")


def test_no_module_has_a_name_that_says_nothing():
    assert [named(file) for file in MODULES if is_vague(file)] == []


def is_vague(file):
    return bool(VAGUE & set(re.split(r"[_.]", file.stem.lower())) or VAGUE & set(file.parent.parts))


def test_a_name_that_says_nothing_would_be_seen():
    assert is_vague(Path("engine/job_utils.py"))
    assert is_vague(Path("common/jobs.py"))
    assert not is_vague(Path("engine/runner.py"))
