"""Random words of a command line: odd letters, odd numbers, and right words put together wrongly."""

from __future__ import annotations

from random import Random

from tests.bad_input.damage import EXTREME, other_word

PIECES = [
    *(
        "=",
        "|",
        ":",
        ",",
        "..",
        ".",
        "-",
        "--",
        "+",
        "/",
        "\\",
        "%s",
        "{0}",
        "$HOME",
        "~",
        "*",
        "?",
        "[",
        "]",
        "#",
        "&",
        ";",
        "'",
        '"',
    ),
    *(
        "\x01",
        "\x07",
        "\x1b[31m",
        "\x1b]0;title\x07",
        "\x7f",
        "\x85",
        "\t",
        "\n",
        "\r\n",
        " ",
        "\u00a0",
        "\u200b",
        "\u202e",
        "\u2028",
    ),
    *("\ud800", "\udcff", "\ufeff", "\uffff", "\U0010ffff", "é", "e\u0301", "架け橋", "🌉", "ß", "İ", "ﬀ"),
    *("../", "/dev/null", "/dev/full", ".yaml", "x.yaml", "nul", "CON", "-c", "--json", "--help", "=open", "x" * 300, "9" * 5000),
]


def odd_word(random: Random, right: list[str]) -> str:
    """A word that may be right, nearly right, or nothing of the kind; it holds no NUL, which no command line can."""
    how = random.random()
    if how < 0.3:
        word = str(other_word(random, random.choice(right)))
    elif how < 0.5:
        word = "".join(random.choice((*right, *PIECES)) for _ in range(random.randrange(5)))
    elif how < 0.6:
        word = random.choice(EXTREME)
    elif how < 0.7:
        word = "".join(
            chr(random.choice((random.randrange(1, 256), random.randrange(1, 0x110000)))) for _ in range(random.randrange(9))
        )
    elif how < 0.9:
        word = random.choice(right)
        for _ in range(random.randint(1, 3)):
            at = random.randrange(len(word) + 1)
            word = word[:at] + random.choice(PIECES) + word[at:]
    else:
        word = random.choice(right)
    return word
