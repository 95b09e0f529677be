"""Small borders for tests, and what a path says."""

import re


def polygon(points):
    return {"type": "Polygon", "coordinates": [points]}


def square(west, south, size=1):
    """Return a square in degrees."""
    east, north = west + size, south + size
    return polygon([[west, south], [east, south], [east, north], [west, north], [west, south]])


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def absolute_points(path):
    """Return the points of a path of steps, in tenths of a pixel."""
    points = []
    for ring in re.findall(r"M(.*?)z", path):
        numbers = [round(float(number) * 10) for number in re.findall(r"-?\d*\.?\d+", ring)]
        x = y = 0
        for across, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + across, y + down
            points.append((x, y))
    return points
