"""Validates documents against published schemas: OCSF's own, and the models of AWS's APIs that come with botocore.

Reads a file with one JSON object a line, {"schema": ..., "document": ...}, where the schema is that of a class of a version of OCSF,
such as "ocsf/1.3.0/detection_finding", or of an operation, such as "securityhub/BatchImportFindings". Prints how many documents of each schema
were validated, and what is wrong with the others, as one JSON object.
"""

import collections
import json
import re
import sys

import botocore.loaders
import botocore.model
import botocore.validate
import jsonschema
import ocsf_json_schema

MOST_PROBLEMS = 20


def make_ocsf_validator(version, name):
    schemas = ocsf_json_schema.OcsfJsonSchemaEmbedded(ocsf_json_schema.get_ocsf_schema(version))
    validators = {}

    def problems_of(document):
        metadata = document["metadata"]
        profiles = tuple(metadata["profiles"])
        if profiles not in validators:
            schema = schemas.get_class_schema(name, list(profiles))
            validators[profiles] = jsonschema.Draft202012Validator(schema)
        found = validators[profiles].iter_errors(document)
        other = [] if metadata["version"] == version else [f"the version is {metadata['version']}, not {version}"]
        return other + [f"{error.json_path}: {error.message[:200]}" for error in found]

    return problems_of


def make_operation_validator(service, operation):
    model = botocore.loaders.Loader().load_service_model(service, "service-2")
    shape = botocore.model.ServiceModel(model, service).operation_model(operation).input_shape
    validator = botocore.validate.ParamValidator()

    def problems_of(document):
        report = validator.validate(document, shape)
        missed = [report.generate_report()] if report.has_errors() else []
        return missed + list(find_broken_limits(document, shape, "$"))

    return problems_of


def find_broken_limits(value, shape, path):
    """What botocore itself leaves to the service: patterns, longest texts and lists, and values of enumerations."""
    limits = shape.metadata
    if shape.type_name == "structure":
        for name, member in value.items():
            if name in shape.members:
                yield from find_broken_limits(member, shape.members[name], f"{path}.{name}")
    elif shape.type_name == "map":
        for name, member in value.items():
            yield from find_broken_limits(name, shape.key, f"{path} (name)")
            yield from find_broken_limits(member, shape.value, f"{path}.{name}")
    elif shape.type_name == "list":
        for item in value:
            yield from find_broken_limits(item, shape.member, f"{path}[]")
    elif "pattern" in limits and re.search(limits["pattern"], value) is None:
        yield f"{path} does not match {limits['pattern']}"
    elif "enum" in limits and value not in limits["enum"]:
        yield f"{path} is none of {limits['enum']}"
    if "max" in limits and size_of(value) > limits["max"]:
        yield f"{path} is larger than {limits['max']}"


def size_of(value):
    if isinstance(value, str):
        return len(value.encode())
    return value if isinstance(value, (int, float)) else len(value)


def make_validator(schema):
    service, *name = schema.split("/")
    return make_ocsf_validator(*name) if service == "ocsf" else make_operation_validator(service, *name)


def main(path):
    validators, validated, problems = {}, collections.Counter(), []
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            case = json.loads(line)
            schema = case["schema"]
            if schema not in validators:
                validators[schema] = make_validator(schema)
            found = validators[schema](case["document"])
            validated[schema] += 1
            problems += [f"{schema}, document {number}: {problem}" for problem in found]
    print(json.dumps({"validated": validated, "problems": problems[:MOST_PROBLEMS]}))


main(sys.argv[1])
