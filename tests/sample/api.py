"""Loans over the API."""

from records.kit.api import RecordSerializer, RecordViewSet, route
from tests.sample.models import Loan


class LoanSerializer(RecordSerializer):
    """A loan."""

    class Meta:
        model = Loan
        fields = ("uid", "book", "is_returned", "organisation")


class LoanViewSet(RecordViewSet):
    """Loans."""

    records = Loan.objects.select_related("organisation")
    serializer_class = LoanSerializer


route("sample-loans", LoanViewSet, "sample-loan")
