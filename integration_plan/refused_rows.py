"""Where a command tells which rows of a file it refused, and why."""

from domains import workbooks


def write(file, headers, rows):
    """Write the rows as CSV beside the file they come from, or in the current folder; return where."""
    data = workbooks.to_csv(headers, rows)
    path = file.with_name(f"{file.stem}-refused.csv")
    try:
        path.write_bytes(data)
    except OSError:
        path = path.relative_to(path.parent)
        path.write_bytes(data)
    return path
