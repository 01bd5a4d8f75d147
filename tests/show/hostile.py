"""A base whose titles and sentences try to break out of a picture, or to turn it round."""

from __future__ import annotations

from engine.ask.question import Question
from engine.infer.program import compile_program
from engine.infer.situation import situate
from engine.language.base import RuleBase
from engine.language.conditions import Condition, Test
from engine.language.descriptors import Descriptor
from engine.language.facts import Case, Fact
from engine.language.rules import Rule

HOSTILE = (
    '</text><script>alert("1")</script>',
    "a\u202eb\u2066c\x00d\x1b[31me\ud800f",
    'x"] n9 --> n8["y; #quot; %% `**z**` \\',
    "]]>&amp;<![CDATA[<!--",
    'a \\N \\l \\" & &lt; {b|c} <d>',
    "W" * 400,
    "line\none\r\nline\ttwo\u2028three",
)


def hostile_question() -> Question:
    """Each hostile text as the title, question, sentence and note of something, in a base that settles."""
    descriptors = {f"d{at}": Descriptor(f"d{at}", text, text, ("a", "b")) for at, text in enumerate(HOSTILE)}
    descriptors["end"] = Descriptor("end", HOSTILE[0], HOSTILE[1], ("a", "b"))
    rules = {
        f"r{at}": Rule(
            f"r{at}",
            text,
            text,
            (1,),
            Condition((Test(f"d{at}", ("a",)),)),
            (Condition((Test(f"d{at - 1}", ("b",)),)),) if at else (),
            impact=(("end", (("a", 1),)),),
        )
        for at, text in enumerate(HOSTILE)
    }
    said = [text.replace("\ud800", "") for text in HOSTILE]  # half a character is no JSON
    facts = tuple(Fact(f"d{at}", ("a",), grade=text, note=text) for at, text in enumerate(said) if at)
    base = RuleBase("hostile", HOSTILE[0], "end", descriptors, rules, rules_hash="0" * 64, vocabulary_hash="1" * 64)
    case = Case("hostile", HOSTILE[2], facts)
    return Question(compile_program(base), case, situate(base, case))
