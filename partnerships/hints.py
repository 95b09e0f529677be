"""What columns want that many nouns have, in one sentence each."""

from django.utils.translation import gettext_lazy as _

IN_ADDRESSES = _("Its name in addresses: small letters, digits and hyphens. Links to it break when it changes.")
ORDER = _("Lists show the smallest number first.")
EUR_LEX = _("Its number in EUR-Lex, such as 32021R1147; the page links to it there.")
WHOM = _("The service that answers questions about it.")
WHERE = _("The page on which this service is reached.")
BY_WHICH = _("The article and its law, such as Article 12 of Regulation (EU) 2021/1147.")
