"""Two people at one record: the second to save sees both versions beside each other, and chooses.

A form remembers a digest of all that was stored when it was opened. When it is sent, the record is locked and the
digest taken again: so it does not matter who wrote meanwhile, in a form, an import or a step, nor whether in the record
or in one of its parts.
"""

from hashlib import sha256

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from partnerships.changes import last_change_of, link_of, shown
from partnerships.former import written_in

TAKE = "take-stored-"


def digest_of(record, parts, apart_from=()):
    """Return a digest of what is stored of a record, and of its parts (models with a foreign key to it)."""
    columns = [column for column in _columns(record) if column.name not in apart_from]
    relations = [getattr(record, relation.name) for relation in record._meta.many_to_many]
    stored = [
        [column.value_from_object(record) for column in columns],
        *(sorted(relation.values_list("pk", flat=True)) for relation in relations),
        *(_rows_of(part, record) for part in parts),
    ]
    return sha256(repr(stored).encode()).hexdigest()


def _columns(model):
    """Return the columns that say something: a save without a change moves the others only."""
    return [column for column in model._meta.concrete_fields if not getattr(column, "auto_now", False)]


def _rows_of(part, record):
    rows = part._base_manager.filter(**{link_of(part, record).name: record.pk}).order_by("pk")
    names = [column.attname for column in _columns(part)]
    return [
        [bytes(value) if isinstance(value, memoryview) else value for value in row] for row in rows.values_list(*names)
    ]


class AtOnceForm(forms.ModelForm):
    """The form of a record that others may change while it is open; `parts` are the nouns that are edited with it."""

    seen_version = forms.CharField(widget=forms.HiddenInput, required=False)
    parts = ()
    former = None  # a `Former` version to fill the form in with
    apart_from = ()  # columns that change while nobody edits anything

    def __init__(self, *args, instance=None, **kwargs):
        # Before anything is read to be shown: what changes in between is a version that was not seen.
        seen = digest_of(instance, self.parts, self.apart_from) if instance and instance.pk else ""
        super().__init__(*args, instance=instance, **kwargs)
        self.initial["seen_version"] = seen
        if self.former and not self.is_bound:
            self.initial |= written_in(self.former.version, self.fields)
        take_what_was_chosen(self)

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk:
            self._refuse_to_overwrite()
        return cleaned

    def _refuse_to_overwrite(self):
        """Refuse to save over a version that was not seen; the lock holds until the save is done."""
        record = self.instance
        try:
            record.refresh_from_db(
                from_queryset=type(record)._base_manager.select_for_update(of=("self",), no_key=True)
            )
        except type(record).DoesNotExist:
            gone = _("Somebody removed this record after you opened it. What you typed is still here, and not stored.")
            self.add_error(None, gone)
            return
        now = digest_of(record, self.parts, self.apart_from)
        if self.cleaned_data.get("seen_version") == now:
            return
        record.was_changed_meanwhile = True  # the rows of its parts ask for this
        self.initial |= forms.model_to_dict(record)
        show_what_is_stored(self)
        self.add_error(None, self._who_was_first())
        self.data = self.data.copy()
        self.data[self.add_prefix("seen_version")] = now

    def _who_was_first(self):
        first = _("Somebody changed this after you opened it.")
        if last := last_change_of(self.instance, self.parts):
            first = _("%(person)s changed this on %(moment)s, after you opened it.") % {
                "person": last.history_user or _("Somebody"),
                "moment": date_format(timezone.localtime(last.history_date), "DATETIME_FORMAT"),
            }
        then = _(
            "What you typed is still here, and not stored. Where yours differs, you see what is stored now: tick it to "
            "take that, or leave yours as it is. Then save again."
        )
        return f"{first} {then}"


class Parts(forms.BaseInlineFormSet):
    """The rows of a record's parts, while somebody else may work at the same record.

    `former` are rows {key: version} to fill in instead: those that are gone stand below, as new ones.
    """

    def __init__(self, *args, former=None, initial=None, **kwargs):
        super().__init__(*args, initial=initial, **kwargs)
        self.former = former or {}
        there = {part.pk for part in self.get_queryset()} if former else set()
        starts = [written_in(row, self.form.base_fields) for key, row in self.former.items() if key not in there]
        for start in filter(None, starts):
            self._start(start)

    def _start(self, row):
        """Fill a row in: one that waits for it, else a new one."""
        self.initial_extra = self.initial_extra or []
        for waiting in self.initial_extra:
            if waiting.items() <= row.items():
                waiting |= row
                return
        self.initial_extra.append(row)
        self.extra += 1

    def add_fields(self, form, index):
        super().add_fields(form, index)
        gone = _("Somebody removed this line after you opened the page: remove it here too, or add it as a new one.")
        form.fields[self._pk_field.name].error_messages["invalid_choice"] = gone
        take_what_was_chosen(form)
        if row := self.former.get(form.instance.pk):
            form.initial |= written_in(row, form.fields)

    def clean(self):
        super().clean()
        if getattr(self.instance, "was_changed_meanwhile", False):
            shown_rows = {form.instance.pk for form in self.initial_forms}
            for form in self.initial_forms:
                if form.instance.pk:
                    show_what_is_stored(form)
            if new := [str(part) for part in self.get_queryset() if part.pk not in shown_rows]:
                text = _("Added after you opened the page, and kept when you save: %(lines)s.")
                raise forms.ValidationError(text % {"lines": ", ".join(new)})

    def delete_existing(self, obj, commit=True):
        obj.refresh_from_db()  # its history keeps what was stored, not what was typed beside the tick
        super().delete_existing(obj, commit)


def show_what_is_stored(form):
    """Say at each field that has another value than the database what is stored there now, with a box to take that."""
    stored = form._meta.model._base_manager.get(pk=form.instance.pk)
    for column in (*stored._meta.fields, *stored._meta.many_to_many):
        name = column.name
        if name in form.changed_data and name not in form.errors and not form.fields[name].widget.is_hidden:
            texts = map(str, getattr(stored, name).all()) if column.many_to_many else [shown(column, stored)]
            form.add_error(name, _choice(form, name, ", ".join(texts) or _("empty")))


def _choice(form, name, value):
    """Return the sentence with what is stored, and a box that puts it in the place of what was typed."""
    return format_html(
        '{} <label class="take-stored"><input type="checkbox" name="{}"> {}'
        '<span class="visually-hidden"> ({})</span></label>',
        _("Stored now: %(value)s") % {"value": value},
        TAKE + form.add_prefix(name),
        _("Take this"),
        form.fields[name].label,
    )


def take_what_was_chosen(form):
    """Put what is stored in the place of what was typed, at each field where its box is ticked."""
    if not form.is_bound:
        return
    for name, field in form.fields.items():
        address = form.add_prefix(name)
        if TAKE + address in form.data:
            form.data = form.data.copy()
            form.data.pop(address, None)
            form.data.pop(TAKE + address)
            _type(form.data, address, field, form.get_initial_for_field(field, name))


def _type(data, address, field, value):
    """Send a value as a browser would."""
    if isinstance(field.widget, forms.CheckboxInput):
        data.setlist(address, ["on"] if value else [])
        return
    sent = field.widget.format_value(field.prepare_value(value))
    data.setlist(address, sent if isinstance(sent, list) else ["" if sent is None else sent])
