"""Loads the Sigma files of a folder with pySigma as one collection; prints how many documents it has, and what pySigma says of each file that it refuses."""

import json
import sys
from pathlib import Path

from sigma.collection import SigmaCollection

folder = Path(sys.argv[1]).resolve()
collection = SigmaCollection.load_ruleset([folder], collect_errors=True)
refused: dict[str, list[str]] = {}
for document in [*collection.rules, *collection.filters]:
    for error in document.errors:
        path = Path(document.source.path).resolve().relative_to(folder).as_posix()
        refused.setdefault(path, []).append(str(error).split(" in ")[0])
print(json.dumps({"documents": len(collection.rules) + len(collection.filters), "refused": refused}))
