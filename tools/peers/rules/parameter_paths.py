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


every = [model for model in {id(each): each for some in models.values() for each in some}.values()]


def operations(sources, names):
    """The operations that calls of these names may be, of any service if none is named. Names may end with the date of a version."""
    asked = {re.sub(r"20\d{6}(v\d+)?$", "", name) for name in names}
    begun = tuple(name.removesuffix("*") for name in asked if name.endswith("*"))
    for model in [each for source in sources for each in models.get(source, [])] if sources else every:
        for operation, details in model["operations"].items():
            if operation in asked or (begun and operation.startswith(begun)):
                yield model, operation, details


# S3 writes two members with other names than its model.
OF_S3 = {"bucketname": "bucket", "bucketpolicy": "policy"}


def spellings(operation, parts):
    """A path as the model has it: EC2 and API Gateway write some requests within a member named by the operation."""
    first, *rest = parts
    yield parts
    yield [OF_S3.get(first.lower(), first), *rest]
    if first.lower() in {f"{operation}request".lower(), f"{operation}input".lower()}:
        yield [part for part in rest if part != "content"]


def is_in(model, operation, details, parts):
    return "input" in details and any(has(model, details["input"]["shape"], each) for each in spellings(operation, parts))


unknown = []
for rule, path, sources, names in json.loads(Path(sys.argv[1]).read_text()):
    found = list(operations(sources, names))
    if found and not any(is_in(*each, path.split(".")[1:]) for each in found):
        unknown.append(f"{rule} {path}")
print(json.dumps(sorted(set(unknown))))
