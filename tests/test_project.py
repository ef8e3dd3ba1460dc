"""What the project promises of itself: pins, targets, documents, and what it names."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import distributions, packages_distributions, version

import nbformat
import pytest
import yaml
from packaging.specifiers import SpecifierSet

from grader.build import Tree, source_notebook
from grader.build.asked import table
from grader.checks import NOTEBOOKS, for_notebook
from utils.fixtures import USES_TORCH

ROOT = Tree().root
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
ROOMS = ("grader", "utils", "tests", "solutions", "notebooks", "docs", ".ci", ".github")
NO_FORK = ("forkserver", "spawn")
CONDA_NAMES = {"torch": "pytorch", "jupyter-client": "jupyter_client"}
NOT_ON_CONDA = {"names"}  # pip brings it with the project itself
TARGETS = ["help", "grade", "test", "lab", "check", "progress", "reset", "submit"]
TARGETS += ["course", "collect", "notebooks", "nbval", "bench", "bench-grading"]
TARGETS += ["gpu", "experiment", "audit", "asked", "release", "feedback"]
TARGETS += ["formgrader", "lint", "picture", "setup", "kernels", "clean"]


def name_of(requirement):
    """The package's name in a requirement, as package tools compare it."""
    return re.match(r"[\w.-]+", requirement).group().lower().replace("_", "-")


def pins():
    """Package -> version of constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    return {name_of(line): line.split("==")[1] for line in lines}


def texts():
    """Path -> text of every file of the project that people wrote or read."""
    files = [path for path in ROOT.iterdir() if path.is_file()]
    for room in ROOMS:
        files += [path for path in (ROOT / room).rglob("*") if path.is_file()]
    kept = (p for p in files if "__pycache__" not in p.parts and p.suffix != ".png")
    return {path.relative_to(ROOT): path.read_text("utf-8") for path in kept}


def test_every_pin_is_exact_and_of_no_special_build():
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines():
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", line)


def test_every_package_works_with_every_python_that_is_promised():
    least = re.search(r"\d+\.\d+", PROJECT["requires-python"])[0]
    promised = [f"{least}.0", f"{least}.2", "3.12.0", "3.13.0", "3.14.0"]
    refused = {}
    for package in distributions():
        wanted = SpecifierSet(package.metadata.get("Requires-Python") or "")
        never = [python for python in promised if not wanted.contains(python)]
        if never and name_of(package.name) in pins():
            refused[package.name] = never
    assert refused == {}


def test_no_process_is_forked_that_may_have_threads():
    for room in ("grader", "utils", "tests"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if not isinstance(node, ast.Call):
                    continue
                called = ast.unparse(node.func)
                if called.endswith("get_context"):
                    assert ast.literal_eval(node.args[0]) in NO_FORK, path


def test_a_test_that_hangs_is_ended_and_says_where_it_stood(tmp_path):
    test = tmp_path / "test_hangs.py"
    test.write_text("import time\ndef test_hangs():\n    time.sleep(60)\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(test)]
    options = ["--timeout=2", "--timeout-method=thread", "-o", "addopts="]
    done = subprocess.run(
        [*command, *options], cwd=tmp_path, capture_output=True, text=True, timeout=50
    )
    assert done.returncode != 0
    assert "time.sleep(60)" in done.stdout + done.stderr


def test_every_test_has_a_time_limit():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert 0 < settings["tool"]["pytest"]["ini_options"]["timeout"] <= 600


def test_the_table_of_what_grading_asks_is_true():
    assert (ROOT / "docs" / "checks.md").read_text("utf-8") == table()


def test_every_package_that_the_project_asks_for_is_pinned_and_installed_so():
    extras = PROJECT["optional-dependencies"]
    asked = [*PROJECT["dependencies"], *extras["grade"], *extras["test"]]
    for requirement in asked:
        name = name_of(requirement)
        assert version(name).split("+")[0] == pins()[name]


def test_triton_is_pinned_too_though_not_every_machine_has_it():
    (requirement,) = PROJECT["optional-dependencies"]["kernels"]
    there = [d.version for d in distributions() if name_of(d.name) == "triton"]
    assert there in ([], [pins()[name_of(requirement)]])


def test_every_package_that_is_imported_is_asked_for():
    extras = PROJECT["optional-dependencies"]
    asked = {*map(name_of, PROJECT["dependencies"])}
    of_room = {"utils": set(), "grader": extras["grade"]}
    of_room["tests"] = [*extras["grade"], *extras["test"]]
    brought = packages_distributions()
    asked |= {*map(name_of, extras["kernels"])}
    for room, more in of_room.items():
        allowed = asked | {*map(name_of, more)}
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                packages = {p for m in imported(node) for p in brought.get(m, ())}
                packages -= {"gated-recurrent-units"}
                assert {*map(name_of, packages)} <= allowed, path


def test_environment_yml_agrees_with_the_pins():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    listed = [x for x in environment["dependencies"] if isinstance(x, str)]
    conda = dict(re.match(r"([\w.-]+)=?(.*)", x).groups() for x in listed)
    least = PROJECT["requires-python"].removeprefix(">=")
    assert [*map(int, conda.pop("python").split("."))] >= [*map(int, least.split("."))]
    conda.pop("pip")
    needed = {name_of(x) for x in PROJECT["dependencies"]}
    needed -= NOT_ON_CONDA
    assert conda == {CONDA_NAMES.get(name, name): pins()[name] for name in needed}


def test_make_alone_prints_every_target_with_one_line():
    printed = subprocess.run(
        ["make", "--no-print-directory"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    words = [line.split(maxsplit=2) for line in printed]
    assert [target for _, target, _ in words] == TARGETS
    assert all(make == "make" and says for make, _, says in words)
    assert max(map(len, printed)) <= 88


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"])
def test_documents_speak_of_targets_and_files_that_exist(name):
    text = (ROOT / name).read_text("utf-8")
    for words in re.findall(r"(?:^|`)make ([a-z ]+)", text, re.MULTILINE):
        assert set(words.split()) - {"alone"} <= set(TARGETS), words
    for link in re.findall(r"\]\(([^):]+)\)", text):
        assert (ROOT / link).exists(), link
    made_later = ("course", "dist", "results", ".venv")
    for path in re.findall(r"`((?:grader|utils|tests|docs|\.ci)/[\w./-]*)`", text):
        there = (ROOT / path.replace("UNIT", "gru")).exists()
        assert path.startswith(made_later) or there, path


def test_the_readme_lists_every_notebook():
    table = re.findall(r"^\| \[`(\w+)`\]", (ROOT / "README.md").read_text(), re.M)
    assert table == Tree().names == sorted(NOTEBOOKS)


@pytest.mark.parametrize("name", sorted(NOTEBOOKS))
def test_every_function_that_is_judged_is_asked_for_in_its_notebook(name):
    cells = source_notebook(name).cells
    courses = [cell.metadata.get("course", {}) for cell in cells]
    asked = [course["exercise"] for course in courses if "exercise" in course]
    assert set(asked) == set(for_notebook(name))


def test_nothing_names_a_machine_a_registry_or_papers_that_are_not_here():
    never = re.compile(
        r"(?<!\w)/(?:root|work|Users)/\w|\b(?:py[p]i|cond[a]|anacond[a])\.(?:org|com)\b"
        r"|pythonhoste[d]|download\.pytorc[h]|\bDESIG[N]\b|\bFACT[S]\.md|\bSTYL[E]\.md",
    )
    found = {str(path): never.findall(text) for path, text in texts().items()}
    assert {path: names for path, names in found.items() if names} == {}


def test_utils_needs_nothing_of_the_graders_and_little_else_at_its_top():
    needs_torch = {ROOT / "utils/fixtures" / f"{name}.py" for name in USES_TORCH}
    for path in (ROOT / "utils").rglob("*.py"):
        allowed = {"numpy", "matplotlib", "utils"}
        allowed |= {"torch"} if path in needs_torch else set()
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            for module in imported(node):
                assert module != "grader", path
        for node in tree.body:
            for module in imported(node):
                assert module in allowed or module in sys.stdlib_module_names, (
                    path,
                    module,
                )


ARROWS = {
    "reference": set(),
    "checks": {"reference"},
    "misconceptions": {"reference", "checks"},
    "sandbox": set(),
    "judge": {"checks", "misconceptions", "reference", "sandbox"},
    "report": {"pipeline"},
    "pipeline": {"judge", "checks", "misconceptions", "reference", "sandbox"},
    "build": {"checks", "reference"},
    "collect": {"pipeline"},
    "exports": set(),
    "cli": {"collect", "pipeline", "build", "report", "sandbox", "judge"},
    "bench": {"reference", "build", "judge", "misconceptions", "pipeline"},
    "gpu": {"bench", "checks", "judge"},
    "experiments": {"reference"},
}


def test_the_arrows_between_rooms_are_those_of_the_architecture():
    rooms = {path.name for path in (ROOT / "grader").iterdir() if path.is_dir()}
    assert rooms - {"__pycache__"} == set(ARROWS)
    for room, may in ARROWS.items():
        for path in (ROOT / "grader" / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                assert rooms_of(node) <= may | {room}, path


def rooms_of(node):
    """The rooms of the grader that an import statement reaches into."""
    if isinstance(node, ast.Import):
        whole = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and node.module:
        whole = [f"{node.module}.{alias.name}" for alias in node.names]
    else:
        return set()
    parts = [name.split(".") for name in whole]
    return {p[1] for p in parts if p[0] == "grader" and len(p) > 1}


def test_torch_is_imported_by_what_needs_it_and_by_nothing_else():
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "utils").rglob("*.py")
        if path.name not in ("__init__.py", "__main__.py")
        and not (path.parent.name == "fixtures" and path.stem in USES_TORCH)
    ]
    program = f"import sys, {', '.join(modules)}; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


def imported(node):
    """The top-level packages that a statement imports."""
    if isinstance(node, ast.Import):
        return {alias.name.split(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom):
        return {(node.module or "").split(".")[0]}
    return set()


def test_no_module_has_outgrown_its_room():
    rooms = [*(ROOT / "grader").rglob("*.py"), *(ROOT / "utils").rglob("*.py")]
    sizes = {p: len(p.read_text("utf-8").splitlines()) for p in rooms}
    assert {str(p): n for p, n in sizes.items() if n > 300} == {}


NOT_MEASURED = (  # times that follow from a formula or a committed file, and names
    r"at least +[\d.]+ [µm]s|[\d.]+ µs with the weights on the chip"
    r"|of \d+ µs, something is computed|torch\.backends\.[\w.]+"
)


@pytest.mark.parametrize("name", sorted(NOTEBOOKS))
def test_no_compared_output_holds_a_time_a_path_or_a_device(name):
    a_time = r"\d:\d\d|\d ?(?:ms|µs|s|sec|seconds?|minutes?)\b"
    anywhere = r"(?:^|\s)/\w+/|0x[0-9a-f]{6}|cuda:\d|NVIDIA|Intel|AMD"
    for cell in nbformat.read(Tree().solved(name), as_version=4).cells:
        if "nbval-ignore-output" in cell.metadata.get("tags", []):
            continue
        # The same on every machine: a check's own words, a pretended device's clock.
        in_check = "check" in cell.metadata.get("course", {})
        in_check = in_check or "PretendedDevice" in cell.source
        elsewhere = rf"{anywhere}|cuda|\bcpu\b|{a_time}"
        never = re.compile(anywhere if in_check else elsewhere)
        for output in cell.get("outputs", []):
            shown = output.get("text", "") + output.get("data", {}).get(
                "text/plain", ""
            )
            computed = re.sub(NOT_MEASURED, "", shown)
            assert never.search(computed) is None, (cell.id, shown)
            assert output.output_type != "error", cell.id
            assert output.get("name") != "stderr", cell.id
