"""The provenance of a recorded answer, for tools that know nothing of ours: PROV-JSON, from the verdict down to sources.

A fact is an entity, told in an event of its journal by an author, and derived from its source. Each rule that fired is an
activity with the rule as its plan: it used what was known of the descriptors that it reads, and generated its effect on
others. Each descriptor was settled by an activity, which used facts and effects and generated what is known of it. So
``wasDerivedFrom``, followed from the verdict, reaches the facts that `why` shows, and no others.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from msgspec.structs import asdict

from engine.ask.why import step_of
from engine.infer.situation import canonical_json, fact_record
from engine.infer.trace import Settling
from engine.keep.assessments import Recorded, told_in
from engine.keep.events import hash_of
from engine.language.facts import Fact
from engine.show.prov_json import ProvDocument, local

TERMS = "urn:kakehashi:prov:1:"  # of our types, attributes and roles
SHORT = 16  # letters of a hash that are enough to name a source


def provenance_document(recorded: Recorded) -> dict[str, Any]:
    """The provenance of a recorded assessment as PROV-JSON, the same whenever and wherever it is written."""
    writer = _Provenance(recorded)
    writer.add_inputs()
    writer.add_facts()
    writer.add_firings()
    writer.add_settlings()
    writer.add_answer()
    return writer.document.json()


class _Provenance:
    """The document as it grows. Names of one journal, and of one assessment in it, are the same in every document."""

    def __init__(self, recorded: Recorded) -> None:
        self.recorded, self.event = recorded, recorded.event
        self.question, self.trace = recorded.answer.question, recorded.answer.trace
        self.facts: dict[str, list[str]] = {}  # by descriptor, as `effects`
        self.effects: dict[str, list[str]] = {}
        journal = f"urn:kakehashi:journal:{recorded.journal.head.id}:"
        scope = f"{journal}event:{self.event.seq}:"
        self.document = ProvDocument(
            {
                "kakehashi": TERMS,
                "author": "urn:kakehashi:author:",
                "engine": "urn:kakehashi:engine:",
                "publisher": "urn:kakehashi:publisher:",
                "source": "urn:kakehashi:source:",
                "sha256": "urn:kakehashi:sha256:",
                "rule": f"urn:kakehashi:rules:{self.trace.rules_hash}:",
                "event": f"{journal}event:",
                "fact": f"{journal}fact:",
                "answer": scope,
                "whatif": f"{scope}whatif:",
                "state": f"{scope}state:",
                "settling": f"{scope}settling:",
                "firing": f"{scope}firing:",
                "effect": f"{scope}effect:",
            }
        )
        body = self.event.body
        self.engine = f"engine:{local('kakehashi-' + body['engine'])}"
        version = body["engine"]
        self.document.add("agent", self.engine, f"Kakehashi {version}", "prov:SoftwareAgent", version=version)
        self.author = self._author(self.event.author)

    def add_inputs(self) -> None:
        """The rules and the vocabulary, under the hashes of their texts, and what the base was written from."""
        base, trace = self.question.base, self.trace
        rules = self.document.add(
            "entity",
            f"sha256:{trace.rules_hash}",
            base.title,
            "prov:Collection",
            "kakehashi:Rules",
            base=base.name,
            sha256=trace.rules_hash,
        )
        self.document.add(
            "entity",
            f"sha256:{trace.vocabulary_hash}",
            f"Vocabulary of {base.name}",
            "kakehashi:Vocabulary",
            base=base.name,
            sha256=trace.vocabulary_hash,
        )
        self._derived_from_source(rules, {key: getattr(base.source, key) for key in ("author", "title", "publisher", "date")})

    def add_facts(self) -> None:
        """The facts that stood, each with who told it when, and where it comes from."""
        document, facts = self.document, self.question.situation.facts
        kind = "prov:Collection" if facts else "prov:EmptyCollection"
        held = document.add("entity", "answer:facts", "The facts that stood", kind, sha256=self.trace.facts_hash)
        told = told_in(self.recorded)
        for fact in facts:
            id_, event = told.get(fact, ("", self.event))
            name = f"fact:{id_}" if id_ else f"whatif:{local(str(fact))}"
            kinds = ("kakehashi:Fact",) if id_ else ("kakehashi:Fact", "kakehashi:WhatIf")
            document.add("entity", name, str(fact).replace("=", " = ", 1), *kinds, **_about_fact(fact))
            self.facts.setdefault(fact.descriptor, []).append(name)
            author = self._author(event.author)
            if id_:
                telling = document.add(
                    "activity",
                    f"event:{event.seq}",
                    f"Event {event.seq}: {event.kind}",
                    "kakehashi:Telling",
                    sha256=hash_of(event.text),
                    said=event.kind,
                )
                document.times(telling, event.recorded, event.recorded)
                document.relate("wasAssociatedWith", activity=telling, agent=author)
                document.relate("wasGeneratedBy", entity=name, activity=telling, time=event.recorded)
            document.relate("wasAttributedTo", entity=name, agent=author)
            if fact.author:
                document.relate("wasAttributedTo", entity=name, agent=self._author(fact.author))
            self._derived_from_source(name, asdict(fact.source) | {"locator": ""})
            document.relate("hadMember", collection=held, entity=name)

    def add_firings(self) -> None:
        """Each rule that fired: what it read, and its effect on each descriptor that it bears on."""
        document = self.document
        for reading in self.trace.readings:
            if reading.status != "fired":
                continue
            rule = self.question.program.rules[reading.rule]
            plan = document.add(
                "entity",
                f"rule:{local(rule.id)}",
                rule.title,
                "prov:Plan",
                "kakehashi:Rule",
                rule=rule.id,
                says=rule.says,
                cite=rule.cite,
                claims=rule.claims,
                written=rule.written if rule.binding else "",
            )
            document.relate("hadMember", collection=f"sha256:{self.trace.rules_hash}", entity=plan)
            firing = document.add(
                "activity",
                f"firing:{local(rule.id)}",
                f"{rule.title}: fired",
                "kakehashi:Firing",
                rule=rule.id,
                dissent=[str(one) for one in self.trace.dissents if one.rule == rule.id],
            )
            document.relate("wasAssociatedWith", activity=firing, agent=self.engine, plan=plan)
            for descriptor in rule.effects:
                step = step_of(self.question, reading, descriptor)
                effect = document.add(
                    "entity",
                    f"effect:{local(rule.id)}/{local(descriptor)}",
                    f"What {rule.id} says of {descriptor}",
                    "kakehashi:Effect",
                    descriptor=descriptor,
                    weight=[f"{state} {weight:+d}" for state, weight in step.weights],
                    narrows=step.narrows,
                )
                document.relate("wasGeneratedBy", entity=effect, activity=firing)
                self.effects.setdefault(descriptor, []).append(effect)
                for role, tests in (("premise", step.premises), ("alternative", step.alternatives), ("assumed", step.assumed)):
                    for test in tests:
                        state = f"state:{local(test.test.descriptor)}"
                        document.relate("used", activity=firing, entity=state, role=f"kakehashi:{role}")
                        document.relate("wasDerivedFrom", generatedEntity=effect, usedEntity=state, activity=firing)

    def add_settlings(self) -> None:
        """Each descriptor that was settled: from which facts and effects, and what is known of it."""
        document = self.document
        for settling in self.trace.settlings:
            name = local(settling.descriptor)
            kinds = ["kakehashi:State"] + ["kakehashi:Verdict"] * (settling.descriptor == self.question.base.verdict)
            state = document.add(
                "entity", f"state:{name}", f"{settling.descriptor} = {'|'.join(settling.known)}", *kinds, **_about_state(settling)
            )
            activity = document.add("activity", f"settling:{name}", f"Settling {settling.descriptor}", "kakehashi:Settling")
            document.relate("wasAssociatedWith", activity=activity, agent=self.engine)
            document.relate("wasGeneratedBy", entity=state, activity=activity)
            for used in (*self.facts.get(settling.descriptor, ()), *self.effects.get(settling.descriptor, ())):
                document.relate("used", activity=activity, entity=used)
                document.relate("wasDerivedFrom", generatedEntity=state, usedEntity=used, activity=activity)

    def add_answer(self) -> None:
        """The answer itself, and its trace: who asked and recorded it, of which rules, vocabulary and facts."""
        document, body, recorded = self.document, self.event.body, self.event.recorded
        asking = document.add(
            "activity",
            "answer:asking",
            "The question asked, and its answer recorded",
            "kakehashi:Asking",
            dissent=[str(one) for one in self.trace.dissents],
            changed=body["changed"],
            freed=body["freed"],
            asOf=self.question.situation.as_of,
            knownBy=body["known_by"],
            evaluator=body["evaluator"],
            instead=body["instead"],
        )
        document.times(asking, end=recorded)
        document.relate("wasAssociatedWith", activity=asking, agent=self.engine)
        document.relate("wasAssociatedWith", activity=asking, agent=self.author)
        document.relate("actedOnBehalfOf", delegate=self.engine, responsible=self.author, activity=asking)
        verdict = self.recorded.answer.verdict
        answer = document.add(
            "entity",
            "answer:answer",
            f"Assessment {self.event.seq} of {self.recorded.journal.name}",
            "kakehashi:Assessment",
            status=verdict.status,
            verdict=verdict.states,
            leaning=verdict.leaning,
            sha256=hash_of(self.event.text),
        )
        trace = document.add("entity", "answer:trace", "The trace of the inference", "kakehashi:Trace", sha256=body["trace"])
        state = f"state:{local(self.question.base.verdict)}"
        for used in (f"sha256:{self.trace.rules_hash}", f"sha256:{self.trace.vocabulary_hash}", "answer:facts", state):
            document.relate("used", activity=asking, entity=used)
        for made in (answer, trace):
            document.relate("wasGeneratedBy", entity=made, activity=asking, time=recorded)
            document.relate("wasAttributedTo", entity=made, agent=self.author)
        document.relate("wasDerivedFrom", generatedEntity=answer, usedEntity=state, activity=asking)

    def _author(self, name: str) -> str:
        return self.document.add("agent", f"author:{local(name)}", name)

    def _derived_from_source(self, entity: str, source: dict[str, str]) -> None:
        """Says from which source something comes, where it names one, and who published that."""
        said = {key: text for key, text in source.items() if text}
        if not said:
            return
        name = f"source:{sha256(canonical_json(said)).hexdigest()[:SHORT]}"
        self.document.add("entity", name, ", ".join(said.values()), "kakehashi:Source", **said)
        self.document.relate("wasDerivedFrom", "prov:PrimarySource", generatedEntity=entity, usedEntity=name)
        if publisher := said.get("publisher"):
            agent = self.document.add("agent", f"publisher:{local(publisher)}", publisher)
            self.document.relate("wasAttributedTo", entity=name, agent=agent)


def _about_fact(fact: Fact) -> dict[str, Any]:
    record = fact_record(fact)
    day = {key: getattr(fact, key) for key in ("since", "until")}
    told = {
        key: record.get(key) for key in ("descriptor", "value", "grade", "kind", "cite", "claims", "note", "origin", "unverified")
    }
    return told | day | {"locator": fact.source.locator, "sha256": sha256(canonical_json(record)).hexdigest()}


def _about_state(settling: Settling) -> dict[str, Any]:
    return {
        "descriptor": settling.descriptor,
        "known": settling.known,
        "status": settling.status,
        "ground": settling.ground,
        "balance": [f"{state} {balance:+d}" for state, balance in settling.balances] if settling.fired else (),
        "pending": settling.pending,
    }
