"""Whether the wheel and the sdist carry what they should and nothing else: `python .ci/packages.py DIST`, in a clone.

What is committed is what there is: the wheel has the program with its rules, facts and schemas, the sdist that and all
that it takes to test it. Both say who may use them, and the wheel that it is typed.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

ADDED = {"LICENSE", "README.md", "pyproject.toml", "PKG-INFO", ".gitignore"}  # by the builder, to every sdist


def committed(places: list[str]) -> set[str]:
    """The files that git knows in these places."""
    listed = subprocess.run(["git", "ls-files", "-z", "--", *places], capture_output=True, text=True, check=True).stdout
    return set(listed.split("\0")) - {""}


def differences(name: str, held: set[str], wanted: set[str]) -> list[str]:
    """What a package lacks and what it has too much, in words."""
    print(f"{name}: {len(held)} files")
    lacking = [f"{name} lacks {file}" for file in sorted(wanted - held)]
    return lacking + [f"{name} has {file}, which nobody needs" for file in sorted(held - wanted)]


def main(dist: Path) -> int:
    """Prints what is wrong; 1 where anything is."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
    targets = project["tool"]["hatch"]["build"]["targets"]
    (wheel,), (sdist,) = (list(dist.glob(pattern)) for pattern in ("*.whl", "*.tar.gz"))
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        info = next(name for name in names if name.endswith(".dist-info/METADATA")).rpartition("/")[0]
        metadata = Parser().parsestr(archive.read(f"{info}/METADATA").decode())
    with tarfile.open(sdist) as archive:
        unpacked = {member.name.partition("/")[2] for member in archive.getmembers() if member.isfile()}
    program = committed(targets["wheel"]["only-include"])
    about = {f"{info}/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")}
    wrong = differences(wheel.name, names, program | about)
    wrong += differences(sdist.name, unpacked, committed(targets["sdist"]["only-include"]) | ADDED)
    needed = {"rules/streltsov-2015/base.yaml", "engine/infer/solver.lp", "engine/keep/verify_journal.py", "engine/py.typed"}
    needed |= {"engine/keep/schema/0001.sqlite.sql", "engine/keep/schema/0001.postgres.sql"}
    needed |= {"engine/show/schemas/assessment-1.json", "engine/show/paper.css", "web/static/index.html"}
    wrong += [f"{file} is not committed" for file in sorted(needed - program)]
    said = {key: metadata[key] for key in ("Name", "Version", "License-Expression", "Requires-Python")}
    wanted = {
        "Name": project["project"]["name"],
        "Version": project["project"]["version"],
        "License-Expression": "Apache-2.0",
        "Requires-Python": ">=3.11",
    }
    wrong += [f"the metadata say {key}: {said[key]}, not {wanted[key]}" for key in wanted if said[key] != wanted[key]]
    if 'python_version < "3.13"' not in str(metadata).replace("'", '"'):
        wrong.append("the Rete library would be asked for where no release of it can be loaded")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
