"""
With SCHEMA=full the schema says what the marker sentence means: parameters, headers and statuses. Add it to
POSTPROCESSING_HOOKS, and no client generator has to read prose.
"""
import copy
import re

MARKER = re.compile(r"concurrency is controlled in this endpoint \(e-?tag/if-match\)", re.IGNORECASE)
# Their tag is for caching, or their marker was forgotten.
CACHED = re.compile(
    r"/api/(people/$|projects/$|uploads/|claim-records/|report-runs/|drift-events/|payer-mappings/|alert-events/|"
    r"operator-judgments/|purchasing/purchase-orders/\{po_id\}/)"
)
UNMARKED = "job_jobs_undo_change_create"

TAG = {"schema": {"type": "string"}, "description": "The entity-tag."}
PROBLEM = {"schema": {"type": "object", "additionalProperties": {}}}


def declare_preconditions(result, generator, request, public):
    result = copy.deepcopy(result)
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            marked = MARKER.search(" ".join(operation.get("description", "").split()))
            if method == "get" and (marked or CACHED.match(path)):
                declare_retrieval(operation)
            elif (marked and not operation["operationId"] == "job_jobs_create") or operation["operationId"] == UNMARKED:
                declare_change(operation)
    return result


def declare_retrieval(operation):
    parameter(operation, "If-None-Match", False)
    operation["responses"]["200"]["headers"] = {"ETag": TAG}
    operation["responses"]["304"] = {"headers": {"ETag": TAG}, "description": "What the client has is current."}


def declare_change(operation):
    responses = operation["responses"]
    # People and projects let a request without it through.
    optional = operation["operationId"].startswith(("people_", "projects_"))
    parameter(operation, "If-Match", not optional)
    for code in [code for code in responses if code in ("200", "201")]:
        responses[code]["headers"] = {"ETag": TAG}
    refused = {"content": {"application/json": PROBLEM}}
    responses.setdefault("409", {**refused, "description": "The record is in a state in which this cannot be done."})
    responses.setdefault("412", {**refused, "description": "Somebody else changed the record."})
    if not optional:
        responses["428"] = {**refused, "description": "If-Match is missing."}


def parameter(operation, name, required):
    declared = {"in": "header", "name": name, "schema": {"type": "string"}, "required": required}
    operation["parameters"] = [*operation.get("parameters", []), declared]
