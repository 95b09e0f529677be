import django.db.models.deletion
from django.db import migrations, models

import domains.models.once

SENT = {"Answer": ("question", "text"), "Correction": ("page", "part", "received_on", "message")}


def keep_one_of_each(apps, schema_editor):
    """Remove what was sent twice: the one that was dealt with stays, else the first; addresses go to what stays."""
    for name, same in SENT.items():
        model, kept = apps.get_model("domains", name), {}
        decided = "decided_on" if name == "Answer" else "answered_on"
        for record in model.objects.order_by(models.F(decided).asc(nulls_last=True), "pk"):
            stays = kept.setdefault(tuple(getattr(record, field) for field in same), record)
            if stays != record:
                if name == "Correction":
                    move_addresses(apps.get_model("domains", "AnswerAddress"), record, stays)
                record.delete()
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits to be checked forbids a new index


def move_addresses(addresses, double, stays):
    known = addresses.objects.filter(correction=stays).values("email")
    addresses.objects.filter(correction=double).exclude(email__in=known).update(correction=stays)


class Migration(migrations.Migration):
    dependencies = [("domains", "0024_questions_to_everybody")]

    operations = [
        migrations.AlterField(
            model_name="answeraddress",
            name="correction",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="answer_addresses", to="domains.correction"
            ),
        ),
        migrations.RunPython(keep_one_of_each, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(
                models.F("question"), domains.models.once.LongText("text"), name="answer_is_given_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="answeraddress",
            constraint=models.UniqueConstraint(fields=("correction", "email"), name="answer_goes_once_to_an_address"),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.UniqueConstraint(
                models.F("page"),
                models.F("part"),
                models.F("received_on"),
                domains.models.once.LongText("message"),
                name="correction_is_reported_once_a_day",
            ),
        ),
    ]
