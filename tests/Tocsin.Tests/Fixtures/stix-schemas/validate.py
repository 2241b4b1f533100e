"""Holds every object of a STIX 2.1 bundle, and the bundle, against OASIS's schemas. Prints what is wrong; exit 1 then."""
import json
import pathlib
import sys

from jsonschema import Draft202012Validator, RefResolver

here = pathlib.Path(__file__).parent
store, by_type = {}, {}
for path in here.glob("*/*.json"):
    schema = json.loads(path.read_text())
    store[schema["$id"]] = schema
    by_type[path.stem] = schema

faults = 0


def check(schema, value, name):
    global faults
    for error in Draft202012Validator(schema, resolver=RefResolver(schema["$id"], schema, store=store)).iter_errors(value):
        faults += 1
        print(f"{name}: {'/'.join(map(str, error.absolute_path))}: {error.message[:300]}")


for file in sys.argv[1:]:
    bundle = json.loads(pathlib.Path(file).read_text())
    checked = 0
    for each in bundle["objects"]:
        if each["type"] in by_type:
            checked += 1
            check(by_type[each["type"]], each, each["id"])
    check(by_type["bundle"], {**bundle, "objects": bundle["objects"][:1]}, bundle["id"])
    print(f"{checked} objects checked")
sys.exit(1 if faults else 0)
