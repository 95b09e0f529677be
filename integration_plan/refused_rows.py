"""Where a command tells which rows of a file it refused, and why."""

from domains import workbooks


def write(file, headers, rows):
    """Write the rows as CSV beside the file they come from, or in the current folder; return where."""
    return write_beside(file, workbooks.to_csv(headers, rows), "csv")


def write_beside(file, data, ending):
    """Write a file of refused rows beside the one they come from, or in the current folder; return where."""
    path = file.with_name(f"{file.stem}-refused.{ending}")
    try:
        path.write_bytes(data)
    except OSError:
        path = path.relative_to(path.parent)
        path.write_bytes(data)
    return path
