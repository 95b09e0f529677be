"""Lists of operations: what managing authorities publish about who got EU money for what, read as it comes.

`tables` makes rows of a file, `headings` says what its columns hold, `cells` reads amounts, days and rates, `persons`
keeps natural persons out, `proposing` says how a list can be read, `reading` makes operations of its rows (`rows` of
one, as `drafts`), and `mirror` keeps them. Only `mirror` knows a database.
"""
