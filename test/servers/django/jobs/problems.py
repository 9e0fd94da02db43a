from backend.problems import error_and_details
from concurrency import PreconditionFailed


def job_problem(exc, context):
    response = error_and_details(exc, context)
    if isinstance(exc, PreconditionFailed):
        # The one shape that says whether sending the change again could help.
        fields = getattr(exc, "mismatched_fields", [])
        response.data = {
            "error": str(exc.detail),
            "job_id": context["kwargs"]["job_id"],
            "checksum_mismatch": bool(fields),
            **({"mismatched_fields": fields} if fields else {}),
        }
    return response
