"""What is written for people is true of the code."""

import re

from django.conf import settings

ROOT = settings.BASE_DIR
README = (ROOT / "README.md").read_text()


def test_every_setting_read_from_the_environment_is_in_the_readme_and_no_other():
    read = re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "integration_plan/settings.py").read_text())
    assert sorted(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE)) == sorted(read)


def test_every_make_verb_a_text_speaks_of_exists():
    verbs = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for verb in re.findall(r"(?:`|^    )make ([a-z-]+)", path.read_text(), re.MULTILINE):
            assert verb in verbs, f"{path.name}: make {verb}"


def test_every_link_between_documents_leads_somewhere():
    for path in [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!http)([^)#]+)", path.read_text()):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_every_requirement_is_pinned_and_says_why_it_is_there():
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text().splitlines():
            if line and not line.startswith(("#", "-r")):
                assert re.fullmatch(r"[A-Za-z0-9_\-]+(\[[a-z,]+\])?==\S+\s+# .+", line), line


def test_the_decisions_are_numbered_without_gaps_and_each_fits_a_page():
    decisions = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [path.name[:4] for path in decisions] == [f"{number:04d}" for number in range(1, len(decisions) + 1)]
    for path in decisions:
        assert len(path.read_text().splitlines()) <= 60, path.name
