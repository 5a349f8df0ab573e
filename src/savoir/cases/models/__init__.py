"""Tables of a case, and of what is kept beside cases."""

from savoir.cases.models.case import Attachment, Case, CaseLine, Decision, Promise
from savoir.cases.models.kept import DecidabilityMeasure, Draft

__all__ = ["Attachment", "Case", "CaseLine", "DecidabilityMeasure", "Decision", "Draft", "Promise"]
