"""Looks the parameters that rules read up in botocore's service models.

Reads a file of JSON: a list of [rule, path, sources, names], where a name that ends with * is a beginning. Prints those that no operation has.
Letter case is left aside: CloudTrail writes the first letter of a member in lower case.
"""

import json
import re
import sys
from pathlib import Path

import botocore.loaders

loader = botocore.loaders.Loader()
models: dict[str, list[dict]] = {}
for service in loader.list_available_services("service-2"):
    model = loader.load_service_model(service, "service-2")
    metadata = model["metadata"]
    for name in {service, metadata["endpointPrefix"], metadata.get("signingName", service)}:
        models.setdefault(name, []).append(model)


def has(model, shape_name, parts):
    """Whether a shape has a path. Lists are written with or without a level of their own."""
    shape = model["shapes"][shape_name]
    if not parts or shape.get("document"):
        return True
    first, *rest = parts
    if shape["type"] == "structure":
        members = shape["members"].items()
        named = [each for name, each in members if first.lower() in {name.lower(), each.get("locationName", name).lower()}]
        return any(has(model, each["shape"], rest) for each in named)
    if shape["type"] == "list":
        inner = shape["member"]["shape"]
        return (first in {"items", "member"} and has(model, inner, rest)) or has(model, inner, parts)
    return shape["type"] == "map" and has(model, shape["value"]["shape"], rest)


def operations(source, names):
    """The operations that calls of these names may be. Names may end with the date of a version."""
    for model in models.get(source, []):
        for operation, details in model["operations"].items():
            for name in names:
                plain = re.sub(r"20\d{6}(v\d+)?$", "", name.removesuffix("*"))
                if operation == plain or (name.endswith("*") and operation.startswith(plain)):
                    yield model, details


unknown = []
for rule, path, sources, names in json.loads(Path(sys.argv[1]).read_text()):
    found = [each for source in sources for each in operations(source, names)]
    if found and not any("input" in details and has(model, details["input"]["shape"], path.split(".")[1:]) for model, details in found):
        unknown.append(f"{rule} {path}")
print(json.dumps(sorted(set(unknown))))
