"""What is written to a file beside the answer, or in its place, is said on stderr: stdout has the answer only."""

from __future__ import annotations

import pytest

from tests.desk import Desk
from tests.show.told import MATRIX

WRITTEN = {
    "consistent --base MATRIX --csv out.csv --sl out.sl": ["out.csv: 3 bundles", "out.sl: 3 bundles"],
    "sweep g7.front -o out.csv -o out.svg": ["out.csv: 2 what-ifs", "out.svg: a picture of 2 what-ifs"],
    "case export mine -o mine.yaml": ["mine.yaml: the case mine"],
    "case export mine -o mine.jsonl": ["mine.jsonl: 2 events of the case mine"],
    "audit export mine -o mine.jsonl": ["mine.jsonl: 2 events of the case mine"],
    "audit provenance 2 -c mine -o prov.json": ["prov.json: the provenance of the assessment 2"],
    "audit verifier -o verify.py": ["verify.py: the verifier"],
}


@pytest.mark.parametrize("said", WRITTEN)
def test_what_was_written_where_is_said_on_stderr(said: str, desk: Desk) -> None:
    desk.monkeypatch.chdir(desk.folder)
    if "mine" in said:
        desk.said("case", "new", "mine")
        desk.said("assess", "--record")
    words = said.replace("MATRIX", MATRIX).split()
    answer = desk.said(*words)
    assert answer.err.splitlines() == [f"{line} written" for line in WRITTEN[said]]
    assert "written" not in answer.out
    assert all((desk.folder / line.partition(":")[0]).is_file() for line in WRITTEN[said])
