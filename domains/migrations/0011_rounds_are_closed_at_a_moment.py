"""A round is closed at a moment, by a button; until now on a day, at its end."""

from datetime import datetime, time, timedelta

from django.db import migrations, models
from django.utils import timezone


def close_at_the_end_of_the_day(apps, schema_editor):
    for noun in ("ReportingRound", "HistoricalReportingRound"):
        locked = apps.get_model("domains", noun).objects.filter(locked_on__lte=timezone.localdate())
        for each in locked:
            midnight = timezone.make_aware(datetime.combine(each.locked_on + timedelta(days=1), time.min))
            locked.filter(pk=each.pk).update(closed_at=min(midnight, timezone.now()))


class Migration(migrations.Migration):
    dependencies = [("domains", "0010_approved_without_a_colleague")]

    operations = [
        migrations.AddField(
            model_name="historicalreportinground",
            name="closed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="closed at"),
        ),
        migrations.AddField(
            model_name="historicalreportinground",
            name="reason",
            field=models.CharField(blank=True, editable=False, max_length=500, verbose_name="reason to open it again"),
        ),
        migrations.AddField(
            model_name="reportinground",
            name="closed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="closed at"),
        ),
        migrations.AddField(
            model_name="reportinground",
            name="reason",
            field=models.CharField(blank=True, editable=False, max_length=500, verbose_name="reason to open it again"),
        ),
        migrations.RunPython(close_at_the_end_of_the_day, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="reportinground", name="round_is_not_closed_before_its_deadline"),
        migrations.RemoveField(model_name="historicalreportinground", name="locked_on"),
        migrations.RemoveField(model_name="reportinground", name="locked_on"),
        migrations.AddConstraint(
            model_name="reportinground",
            constraint=models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | models.Q(closed_at__gte=models.F("deadline")),
                name="round_closes_after_its_deadline",
                violation_error_message="A round closes after its deadline.",
            ),
        ),
    ]
