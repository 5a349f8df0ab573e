"""Words that the verbs of policies and the pages share."""

REVIEW = "policies.review"
SUBJECT = "policy_version"
FOUR_EYES = "policy_review"
