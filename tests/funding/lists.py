"""Small lists of operations with the quirks of real ones, written by hand."""
# ruff: noqa: RUF001 letters of other alphabets are what this is about

from io import BytesIO

from openpyxl import Workbook


def csv_of(rows, separator=";", encoding="utf-8"):
    lines = [separator.join('"' + str(cell).replace('"', '""') + '"' for cell in row) for row in rows]
    return "\r\n".join(lines).encode(encoding)


def xlsx_of(rows):
    book, file = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


CROATIAN = csv_of(
    [
        ["Naziv projekta", "Fond", "Županija", "Korisnik", "Opis projekta", "Zaključni datum provedbe aktivnosti",
         "Ukupno prihvatljivi troškovi"],
        ["Škola za sve", "Europski socijani fond", "SPLITSKA", "Grad Split (15351583880)", "Opis\nu dva reda",
         "17.06.2016", "5.172.338,50 kn"],
        ["Jezik", "Europski fond za regionalni razvoj", "ZAGREB", "Udruga Most", "", "01. Nov 15", "2.000 kn"],
        ["Oprema", "Europski socijani fond", "ZAGREB", "Kozmetički obrt, vl. Ana Horvat", "", "", "900,00 kn"],
    ],
    ",",
)  # fmt: skip
POLISH = csv_of(
    [
        ["Tytuł projektu", "Nazwa beneficjenta", "Wartość projektu", "Dofinansowanie z EU"],
        ["Żłobek na start", "GMINA ŁÓDŹ", "200626162.00", "170532237.70"],
        ["Staże", "POLCOM JANUSZ MARKIEWICZ", "1000.50", "800.00"],
    ],
    encoding="cp1250",
)
GREEK = csv_of(
    [
        ["TAMEIO/ FUND", "ΟΝΟΜΑΣΙΑ ΔΙΚΑΙΟΥΧΟΥ / \nBENEFICIARY NAME ", "ΟΝΟΜΑΣΙΑ ΠΡΑΞΗΣ / OPERATION NAME ",
         "ΕΠΙΛΕΞΙΜΗ ΔΑΠΑΝΗ/ TOTAL ELIGIBLE EXPENDITURE", "ΠΟΣΟΣΤΟ ΣΥΓΧΡΗΜΑΤΟΔΟΤΗΣΗΣ", "ΧΩΡΑ/\nCOUNTRY"],
        ["3-ΕΚΤ", "ΔΗΜΟΣ ΑΘΗΝΑΙΩΝ", "Σχολείο για όλους", "1.912,96", "85,00", "ΕΛΛΑΔΑ"],
        ["3-ΕΚΤ", "ΔΗΜΟΣ ΚΩ", "Γλώσσα", "2.034", "80,00", "ΕΛΛΑΔΑ"],
    ],
    encoding="cp1253",
)  # fmt: skip
IRISH = xlsx_of(
    [
        ["ESF List of Operations for the Programme for Employability"],
        ["Beneficiary Name", "Operation Name", "Operation Start Date", "Operation End Date ",
         "Total Eligible Expenditure Allocated", "Union             Co-financing Rate", "Location of Operation"],
        ["Priority 1: Promoting quality employment"],
        ["Education and Training Boards", "Training for all", "2014", "Yet to commence", 245702000, 0.5, None],
        [None, None, None, None, None, None, "Cork"],
        [None, None, None, None, None, None, "Dublin 4"],
        ["Total", None, None, None, 245702000, None, None],
        ["Solas", "Literacy", "Feb 15", "31. Dez 18", 1000.5, 0.8, "Dublin"],
    ]
)  # fmt: skip
