"""Compile the interface's translations; with --check say what is missing, with --update add it to the catalogues."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from integration_plan.translations import compile_catalogues, faults_of, messages_of, update_catalogue


class Command(BaseCommand):
    help = "Compile locale/*/LC_MESSAGES/*.po where they changed; gettext's own programs are not needed."
    requires_system_checks = []

    def add_arguments(self, parser):
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--check", action="store_true", help="fail, with a list, unless everything is translated")
        which.add_argument("--update", action="store_true", help="add new messages to the catalogues, drop unused ones")

    def handle(self, *args, check, update, **options):
        self.folder = settings.LOCALE_PATHS[0]
        # English is the language of the source: it needs no catalogue.
        codes = [code for code, _name in settings.LANGUAGES if code != "en"]
        self.catalogues = {code: self.folder / code / "LC_MESSAGES" / "django.po" for code in codes}
        if check:
            self.check_catalogues()
        elif update:
            self.update_catalogues()
        else:
            compiled = compile_catalogues(self.folder)
            self.stdout.write(f"translations: {len(compiled)} compiled")

    def check_catalogues(self):
        messages = messages_of(settings.BASE_DIR)
        faults = []
        for code, path in self.catalogues.items():
            if path.exists():
                faults += [f"{code}: {fault}" for fault in faults_of(path, messages)]
            else:
                faults.append(f"{code}: no catalogue {path.relative_to(settings.BASE_DIR)}")
        if faults:
            raise CommandError("\n".join([*faults, f"{len(faults)} faults in the translations."]))
        self.stdout.write(f"translations: {len(messages)} messages, complete in {', '.join(self.catalogues)}")

    def update_catalogues(self):
        messages = messages_of(settings.BASE_DIR)
        for code, path in self.catalogues.items():
            added, dropped = update_catalogue(path, messages)
            self.stdout.write(f"{code}: {added} added, {dropped} dropped, {len(messages)} in all")
