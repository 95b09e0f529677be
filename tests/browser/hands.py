"""What a person does on a page, counted: an interaction is a click, or a field that is filled in."""


class Hands:
    """Counts what a person does on a page."""

    def __init__(self, page):
        self.page, self.interactions = page, 0

    def click(self, role, name, within=None):
        self.interactions += 1
        (within or self.page).get_by_role(role, name=name).first.click()

    def fill(self, field, value):
        self.interactions += 1
        field.fill(value)

    def choose(self, field, **option):
        self.interactions += 1
        field.select_option(**option)
