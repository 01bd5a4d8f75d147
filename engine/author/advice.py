"""What a finding means, and what to do about it: the sections of `docs/findings.md`, where a test holds them together."""

from __future__ import annotations

from msgspec import Struct

from engine.author.findings import Severity


class Advice(Struct, frozen=True):
    """Of a kind of finding: how bad it is as a rule, what it says, what to avoid, what to prefer, and why; in Markdown."""

    severity: Severity
    what: str
    avoid: str
    prefer: str
    why: str

    @property
    def markdown(self) -> str:
        """All of it."""
        return f"{self.what}\n\n- Avoid: {self.avoid}\n- Prefer: {self.prefer}\n- Why: {self.why}"


ADVICE: dict[str, Advice] = {
    "feedback-loop": Advice(
        "error",
        "Descriptors depend on one another in a loop, so that none can be settled first.",
        "`when: {trade: open}` on the road, and `when: {road: open}` on trade.",
        "let one of the rules read what is observed today (`road.at_dawn`) and not what follows from it.",
        "forward inference refuses such a base; nothing in it is proved either. Where the loop is what you mean, "
        "accept it by name, and ask `consistent`, the one question that needs no order.",
    ),
    "no-baseline": Advice(
        "error",
        "`baseline` names a case that is not there.",
        "a baseline that was renamed, and is still called by its old name.",
        "the name of a case file in `facts/…/cases/`.",
        "whoever names no case asks that one.",
    ),
    "no-rules": Advice(
        "warning",
        "The base has no rules.",
        "taking a vocabulary that loads for a base that answers.",
        "rules in files beside `base.yaml`, such as `rules/rules.yaml`; every one there that ends in `.yaml` or `.yml` is read.",
        "nothing follows from any case. Where there should be rules, their files lie elsewhere or have another ending.",
    ),
    "no-lever": Advice(
        "warning",
        "A descriptor is observed, and nobody is said to move it.",
        "leaving `lever` out where nobody comes to mind.",
        "`lever: external` where nobody in the case moves it, else its actors.",
        "`howto --levers` looks for what an actor can do; what has no lever is nobody's.",
    ),
    "lever-on-derived": Advice(
        "warning",
        "A descriptor follows from rules, and is said to be moved by someone.",
        "`lever: office` on a course that rules derive.",
        "the lever on what those rules read.",
        "a change is made to what is observed; what is derived follows.",
    ),
    "default-on-observed": Advice(
        "warning",
        "A descriptor is observed and has a default.",
        "`default: calm` for a sea that nobody has looked at.",
        "a fact of the kind *assumption* in the case.",
        "the default is taken wherever a case is silent, so that something is assumed of which no trace speaks.",
    ),
    "unread-descriptor": Advice(
        "warning",
        "A descriptor is observed, and no rule reads it.",
        "collecting facts because they are there.",
        "the rule that reads it, or no descriptor.",
        "facts on it change nothing, and its reader will think they do.",
    ),
    "context-only": Advice(
        "note",
        "A number is read by no rule.",
        "expecting something to follow from it.",
        "a rule with a threshold, or leaving it as it is.",
        "it is kept with its facts and shown, and takes no part in inference.",
    ),
    "never-holds": Advice(
        "error",
        "A condition asks a descriptor to be in two sets that share no state.",
        "`when: {sea: calm, any: [{sea: stormy}]}` and the like.",
        "one of the two.",
        "the rule is dead, and looks alive.",
    ),
    "twin-rules": Advice(
        "warning",
        "Two rules have the same conditions and effects.",
        "a rule copied to cite another paragraph.",
        "one rule that cites both.",
        "where they weigh, the same reason counts twice.",
    ),
    "claim-not-carried": Advice(
        "error",
        "A claim of the register is carried by no rule, no fact of the baseline and no descriptor.",
        "dropping it silently.",
        "`claims:` on what carries it, or the reason under `notes`.",
        "the register is there to show that nothing of the source was lost.",
    ),
    "paragraph-not-cited": Advice(
        "note",
        "A paragraph is cited by nothing.",
        "a rule without the paragraph that it rests on.",
        "citing it where it is used.",
        "what nobody cites, nobody may have read.",
    ),
    "no-source": Advice(
        "warning",
        "An observed fact names no source.",
        "`kind: observed` for what one only supposes.",
        "`source`, `cite`, `unverified: true`, or the kind *assumption*.",
        "a reader has to know whom to doubt.",
    ),
    "always-asserted": Advice(
        "warning",
        "Every case states a derived descriptor.",
        "stating what the rules should say.",
        "the facts that the rules read, and an expectation of what follows.",
        "what a case states is used, so that the rules on it never decide anything.",
    ),
    "accepted-in-vain": Advice(
        "warning",
        "The base accepts a finding that is not found.",
        "leaving the entry when the cause was mended.",
        "taking it out.",
        "a reason for nothing hides the next finding of that name.",
    ),
    "never-fires": Advice(
        "warning",
        "A rule fires in no case, complete or partial.",
        "`when: {front: with_west, sanctions: lifted}` where lifting *means* leaving the front.",
        "conditions that can be met together.",
        "its sentence will never be read, and the base looks richer than it is.",
    ),
    "fires-only-unknown": Advice(
        "warning",
        "A rule fires in no complete case, and in some where something is not known.",
        "an `unless` that does all the work: as soon as the facts are in, the rule is gone.",
        "a test of what is meant.",
        "it answers from ignorance, and learning takes the answer away.",
    ),
    "implied-rule": Advice(
        "warning",
        "Whenever a strict rule fires, another fires that narrows no less.",
        "the special case beside the general rule that says the same.",
        "the general rule alone, or a special case that says more.",
        "leaving it out changes nothing, and two rules have to be kept in step.",
    ),
    "condition-never-matters": Advice(
        "warning",
        "A rule fires in just the same complete cases without one of its conditions, alternatives or exceptions.",
        "asking for the front *and* for what follows from it.",
        "the condition that decides.",
        "a reader takes it for a reason. Its name gives the place: `rule:when:2` is the second entry of `when`, "
        "`rule:when:2:1` its first alternative, `rule:unless:1` the first exception.",
    ),
    "sign-never-matters": Advice(
        "note",
        "A weight might have the other sign, and nothing would come out otherwise.",
        "taking it for a reason that decided something.",
        "leaving it as a record of what the source says, knowing that.",
        "what is decided by strict rules is not decided by weights, and a weight that never tips is never tested by a "
        "case either.",
    ),
    "verdict-unreachable": Advice(
        "warning",
        "A state of the verdict is indicated in no complete case.",
        "a scenario that the source names and no rule can bring about.",
        "rules for it that can win.",
        "the question would have an answer that is never given.",
    ),
    "verdict-open": Advice(
        "note",
        "In some complete case no scenario is indicated, though nothing is left to find out.",
        "being surprised by it.",
        "a rule or a default for what is left open there, or the reason why it should be.",
        "an open verdict asks for facts, and here there are none to ask for.",
    ),
    "verdict-not-separated": Advice(
        "note",
        "In some complete case several scenarios are level.",
        "moving a weight until the tie is gone.",
        "asking which consideration is missing.",
        "a tie says that the base does not know; that may be right.",
    ),
    "contradiction-possible": Advice(
        "warning",
        "Strict rules on a descriptor can contradict one another.",
        "`then` where the text pushes, and does not define.",
        "`impact`, or an exception for the one that gives way.",
        "a contradiction is reported wherever it comes up, and nothing rests on it. The case that is shown has the fewest facts.",
    ),
    "fact-never-matters": Advice(
        "note",
        "A fact on an observed descriptor never changes the verdict.",
        "asking for it first.",
        "knowing which conclusions it does bear on.",
        "whoever gathers facts for the verdict can leave it.",
    ),
    "not-settled": Advice(
        "warning",
        "The time was over before something was proved. Its name has the code of what was to be found.",
        "taking for proved what was not.",
        "`--seconds N` with a larger number, or a base in which less rests on everything.",
        "what was settled is told as always; of the rest nothing is said, neither that it is so nor that it is not.",
    ),
    "never-fired": Advice(
        "warning",
        "A rule fires in no case that is a test.",
        "a rule that nobody has seen at work.",
        "a case in which it fires and is expected to.",
        "whether it says what was meant, nobody knows.",
    ),
    "never-true": Advice(
        "warning",
        "A condition is known to hold in no case that is a test. Its name gives the place, as for "
        "`condition-never-matters`; entries of an alternative or of an exception stand a step deeper.",
        "an alternative that was written down and never tried.",
        "a case in which it is what makes the rule fire.",
        "a slip in it would go unseen.",
    ),
    "never-false": Advice(
        "warning",
        "A condition is known not to hold in no case that is a test.",
        "cases that are all near the baseline.",
        "a case in which it alone keeps the rule from firing, with `ruled_out` and the descriptor.",
        "the rule might as well be without it, for all that the cases show.",
    ),
    "unnoticed-mutant": Advice(
        "warning",
        "(A note, where the verdict is never another.) A slip in a rule changes what is concluded in some complete "
        "case, and no case notices. The name is that of the mutant, between quotes in `base.yaml`, as there is a colon "
        "in it.",
        "accepting it because the case that would notice it looks odd.",
        "that case, where a reader can judge it; else the reason why the rule may be so or otherwise.",
        "where no case would fail, the rule is not tested, whatever fires.",
    ),
}
