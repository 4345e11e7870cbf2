"""Why a turn goes where it goes, in words that a person can check."""

from __future__ import annotations

RESPONSES = {
    "details": "gives {what} for {task}",
    "yes": "says yes to {task}",
    "no": "says no to {task}",
    "leave": "leaves {task}",
    "change": "takes back {what} of {task}",
    "hold": "asks for a moment",
    "repeat": "asks for the question again",
    "rephrase": "asks for the question in other words",
    "why": "asks why",
    "restart": "starts {task} over",
    "back": "goes back in {task}",
    "undo": "takes back what was done",
    "acknowledge": "acknowledges",
    "done": "wants nothing else",
    "part": "gives part of {what}",
    "again": "asks for the same with other {what}",
    "several": "leaves the choice of {what}",
    "vague": "is vague about {what}",
    "impossible": "gives an impossible {what}",
    "skip": "does not give {what}",
    "redo": "puts right {what} of what was done",
    "invite": "wants something else",
    "small_talk": "makes small talk",
    "identify": "gives {what} to be verified",
    "unable": "cannot be verified",
}

REASONS = {
    "person": "asks for a person",
    "anger": "is angry",
    "complaint": "has a complaint",
    "fraud": "speaks of fraud",
    "emergency": "has an emergency",
    "none": "needs a person",
}
