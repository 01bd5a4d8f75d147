"""What cases show of a base: rules that fired, and conditions true in one and false in another."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from msgspec.structs import replace

from engine.author.coverage import coverage_of
from engine.infer.trace import AnyReading, ConditionReading, Trace
from tests.generated import Asked, examples, questions


@examples(150)
@given(questions(dissents=False))
def test_a_part_is_covered_where_it_was_read_both_ways(asked: Asked) -> None:
    coverage = coverage_of(asked.base, [asked.trace])
    names = {finding.name for finding in coverage.findings}
    expected = set()
    count = 0
    for rule in asked.base.rules.values():
        reading = asked.trace.read[rule.id]
        if reading.status != "fired":
            expected.add(f"never-fired {rule.id}")
        for where, outcome in [*walked("when", reading.when), *exceptions(asked.trace, rule.id)]:
            count += 1
            expected |= {f"never-true {rule.id}:{where}"} if outcome != "holds" else set()
            expected |= {f"never-false {rule.id}:{where}"} if outcome != "cannot_hold" else set()
    assert names == expected
    assert (coverage.rules, coverage.conditions) == (len(asked.base.rules), count)
    assert coverage.conditions_covered == 0  # in one case nothing is true and false
    assert coverage.rules_covered == sum(reading.status == "fired" for reading in asked.trace.readings)


def exceptions(trace: Trace, rule: str) -> Iterator[tuple[str, str]]:
    for at, condition in enumerate(trace.read[rule].unless, start=1):
        yield from whole(f"unless:{at}", condition)


def whole(where: str, condition: ConditionReading) -> Iterator[tuple[str, str]]:
    yield where, condition.outcome
    if len(condition.entries) > 1:
        yield from walked(where, condition)


def walked(where: str, condition: ConditionReading) -> Iterator[tuple[str, str]]:
    for at, entry in enumerate(condition.entries, start=1):
        yield f"{where}:{at}", entry.outcome
        if isinstance(entry, AnyReading):
            for number, option in enumerate(entry.options, start=1):
                yield from whole(f"{where}:{at}:{number}", option)


@examples(100)
@given(questions(dissents=False))
def test_what_is_accepted_counts_as_seen_and_what_is_accepted_in_vain_is_told(asked: Asked) -> None:
    alone = coverage_of(asked.base, [asked.trace])
    everything = {finding.name: "It is so." for finding in alone.findings}
    accepted = coverage_of(replace(asked.base, accepted=everything), [asked.trace])
    assert accepted.share == 100
    assert all(finding.accepted == "It is so." for finding in accepted.findings)
    in_vain = coverage_of(replace(asked.base, accepted={"never-fired nobody": "A slip."}), [asked.trace])
    assert [finding.subject for finding in in_vain.findings if finding.code == "accepted-in-vain"] == ["never-fired nobody"]
    assert (in_vain.rules_covered, in_vain.conditions_covered) == (alone.rules_covered, alone.conditions_covered)
