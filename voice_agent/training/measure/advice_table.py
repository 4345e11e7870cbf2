"""Advice on phrases as tables on the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from voice_agent.training.measure.advice import FEWEST, Advice


def show(advice: Advice, console: Console, *, most: int = 20) -> None:
    """Print the advice as tables, ``most`` lines of each kind."""
    if advice == Advice():
        console.print("Nothing to report: intents are distinct, no phrase looks misplaced.")
        return
    if advice.thin:
        console.print(f"Fewer than {FEWEST} phrases: {', '.join(advice.thin)}")
    tables = {
        "Intents that are easily confused": (
            ("intent", "intent", "share", "for example"),
            [(c.first, c.second, f"{c.rate:.0%}", "\n".join(c.phrases)) for c in advice.confusable],
        ),
        "Phrases that may be under the wrong intent": (
            ("phrase", "is under", "reads like", "probability"),
            [(s.phrase, s.intent, s.likely, f"{s.probability:.2f}") for s in advice.suspicious],
        ),
        "The same under two intents": (
            ("phrase", "intent", "phrase", "intent"),
            [(d.phrase, d.intent, d.other_phrase, d.other_intent) for d in advice.duplicates],
        ),
        "Words marked elsewhere but not here": (
            ("phrase", "intent", "words", "entity"),
            [(u.phrase, u.intent, u.words, u.entity) for u in advice.unmarked],
        ),
    }
    for title, (header, rows) in tables.items():
        if rows:
            more = f" ({most} of {len(rows)})" if len(rows) > most else ""
            table = Table(*header, title=title + more, title_justify="left")
            for row in rows[:most]:
                # rich would read the marks of phrases as its own.
                table.add_row(*(cell.replace("[", "\\[") for cell in row))
            console.print(table)
