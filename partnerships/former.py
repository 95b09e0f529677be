"""Former versions of a record: the form filled in as everything was then, for somebody to look at and save.

So what comes back goes the way of any edit: the same rights, the same rules, and a look at what others did meanwhile.
"""

from django.utils.timezone import localtime
from django.utils.translation import gettext_noop
from simple_history.utils import get_m2m_reverse_field_name

from partnerships.changes import because, differences_between, link_of

PUT_BACK = gettext_noop("put back as it was on %(moment)s")


def written_in(version, names):
    """Return what a version says, for those fields of a form that it knows."""
    columns = {column.name: getattr(version, column.attname) for column in version.tracked_fields}
    for relation in version._history_m2m_fields:
        key = f"{get_m2m_reverse_field_name(relation)}_id"
        columns[relation.name] = list(getattr(version, relation.name).values_list(key, flat=True))
    return {name: value for name, value in columns.items() if name in names}


class Former:
    """A record as it stood until it was saved the next time, with its parts."""

    def __init__(self, record, version):
        self.record = record
        # What a record is linked to is stored after its columns, as a version of its own with the same time of saving.
        saved = {c.name: getattr(version, c.name) for c in version.tracked_fields if getattr(c, "auto_now", False)}
        versions = record.history.order_by("history_date", "history_id")
        self.version = versions.filter(**saved).last() if saved else version
        later = versions.filter(history_date__gt=self.version.history_date).first()
        self.until = later.history_date if later else None

    @property
    def reason(self):
        return because(PUT_BACK, moment=self.moment)

    @property
    def moment(self):
        return f"{localtime(self.version.history_date):%d-%m-%Y %H:%M}"

    def rows(self, part):
        """Return {key: version} of the rows that the record had of a part."""
        versions = part.history.filter(**{link_of(part, self.record).attname: self.record.pk})
        if self.until:
            versions = versions.filter(history_date__lt=self.until)
        last = {version.id: version for version in versions.order_by("history_date", "history_id")}
        return {key: version for key, version in last.items() if version.history_type != "-"}

    def differences(self):
        """Return the columns of the record itself that differ: label, what is stored now, what was then."""
        now = self.record.history.first()
        return list(differences_between(self.version.tracked_fields, now, self.version))
