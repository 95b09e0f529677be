from django.db import migrations


def prove(apps, schema_editor):
    """Whoever made the accounts that are there knew their addresses."""
    addresses = [
        apps.get_model("account", "EmailAddress")(user=user, email=user.email.lower(), verified=True, primary=True)
        for user in apps.get_model("accounts", "User").objects.all()
    ]
    apps.get_model("account", "EmailAddress").objects.bulk_create(addresses, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_invitations"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(prove, migrations.RunPython.noop)]
