"""From an uploaded CSV to claim records, and from these to figures."""
import csv
import io
from collections import Counter
from decimal import Decimal, InvalidOperation

from django.db.models import Q
from django.utils.dateparse import parse_date
from rest_framework.exceptions import ValidationError

from .models import ClaimRecord, Outcome

COLUMNS = ("payer", "cpt", "submitted_date", "outcome")


def rows_of(file):
    """The rows of a CSV file whose first line holds the columns."""
    try:
        rows = csv.DictReader(io.StringIO(file.read().decode("utf-8-sig")))
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or [])]
        found = list(rows)
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValidationError({"file": [f"This is not a CSV file in UTF-8: {error}."]}) from error
    if missing:
        raise ValidationError({"file": [f"The first line lacks these columns: {', '.join(missing)}."]})
    return found


def claim_of(upload, row):
    """A claim record, not saved; None for a row that cannot be read."""
    outcome = row["outcome"].strip().upper()
    try:
        submitted = parse_date(row["submitted_date"])
        amount = Decimal(row.get("billed_amount") or "0.00").quantize(Decimal("0.01"))
    except (ValueError, InvalidOperation):
        return None
    if submitted is None or outcome not in Outcome.values or not row["payer"]:
        return None
    return ClaimRecord(
        upload=upload,
        claim_number=row.get("claim_number") or "",
        payer=row["payer"],
        cpt=row["cpt"],
        submitted_date=submitted,
        outcome=outcome,
        denial_reason=row.get("denial_reason") or None,
        billed_amount=amount,
        raw={name: value for name, value in row.items() if name},
    )


def denial_summary(start=None, end=None):
    """Claims and denials by payer; of a period if it is given."""
    period = Q(submitted_date__gte=start) if start else Q()
    period &= Q(submitted_date__lte=end) if end else Q()
    found = {}
    for claim in ClaimRecord.objects.filter(period):
        found.setdefault(claim.payer, []).append(claim)
    return [summary_of(payer, claims) for payer, claims in sorted(found.items())]


def summary_of(payer, claims):
    denied = [claim for claim in claims if claim.outcome == Outcome.DENIED]
    return {
        "payer": payer,
        "claims": len(claims),
        "denied": len(denied),
        "rate": len(denied) / len(claims),
        "by_reason": dict(Counter(claim.denial_reason for claim in denied if claim.denial_reason)),
    }
