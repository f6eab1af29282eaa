"""The wheel as a newcomer gets it: built, installed into an environment of its own, run."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

_ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--outdir", str(folder), str(_ROOT)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return folder


def test_wheel_and_sdist_hold_what_they_should(built: Path) -> None:
    [wheel], [sdist] = built.glob("*.whl"), built.glob("*.tar.gz")
    names = set(zipfile.ZipFile(wheel).namelist())
    for module in (p.relative_to(_ROOT).as_posix() for p in (_ROOT / "quoteattr").rglob("*") if p.is_file()):
        assert module in names or "__pycache__" in module, module
    assert all(n.startswith(("quoteattr/", "quoteattr-")) for n in names)
    entry = next(n for n in names if n.endswith("entry_points.txt"))
    points = zipfile.ZipFile(wheel).read(entry).decode()
    assert "quoteattr = quoteattr.cli:main" in points and "[spacy_factories]" in points
    with tarfile.open(sdist) as archive:
        members = {m.name.partition("/")[2] for m in archive.getmembers()}
    assert {"pyproject.toml", "README.md", "LICENSE", "CITATION.cff", "tests/conftest.py"} <= members
    assert not any(m.startswith("tests/models") for m in members)


def test_the_wheel_works_in_an_environment_of_its_own(built: Path, tmp_path: Path) -> None:
    [wheel] = built.glob("*.whl")
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    (tmp_path / "in.jsonl").write_text(json.dumps({"text": "« Le pont ferme », a dit Anne Morel."}), encoding="utf-8")
    command = [str(tmp_path / "env" / "bin" / "quoteattr"), "extract", "in.jsonl"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["speaker"]["name"] == "Anne Morel"
    # What needs an extra says so in one sentence.
    command = [str(tmp_path / "env" / "bin" / "quoteattr"), "dataset", "build", "in.jsonl", "-o", "d"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 2 and done.stderr == (
        "quoteattr: datasets need more than the core: run `pip install 'quoteattr[datasets]'`\n"
    )
    code = "import quoteattr; quoteattr.load(parser='stanza')"
    done = subprocess.run([str(python), "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert "ParserError: Stanza is not installed: run `pip install 'quoteattr[stanza]'`" in done.stderr
