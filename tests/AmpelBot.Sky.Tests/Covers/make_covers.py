"""Makes covers.csv: /usr/bin/python3 make_covers.py > covers.csv"""
import healpy, numpy as np

rng = np.random.default_rng(20190425)
print(f"# healpy {healpy.__version__} query_disc, query_polygon (nest=True; inclusive: fact=4): python3 make_covers.py; checksum: sum of ipix modulo 1000003")
print("shape,order,numbers (cone: ra dec radius; polygon: ra dec of each vertex; degrees),cells,checksum,inclusive cells")


def row(shape, order, numbers, inside, inclusive):
    text = " ".join(repr(float(n)) for n in numbers)
    print(f"{shape},{order},{text},{len(inside)},{int(inside.sum() % 1000003)},{len(inclusive)}")


def vector(ra, dec):
    return healpy.ang2vec(ra, dec, lonlat=True)


def cone(order, ra, dec, radius):
    nside = 2**order
    row("cone", order, (ra, dec, radius),
        healpy.query_disc(nside, vector(ra, dec), np.radians(radius), nest=True),
        healpy.query_disc(nside, vector(ra, dec), np.radians(radius), inclusive=True, nest=True))


def polygon(order, ra, dec, radius, count):
    nside = 2**order
    center = vector(ra, dec)
    first = np.cross(center, rng.normal(size=3))
    first /= np.linalg.norm(first)
    second = np.cross(center, first)
    angles = np.sort(rng.uniform(0, 2 * np.pi, count))
    if np.max(np.diff(np.append(angles, angles[0] + 2 * np.pi))) > 2.6:
        angles = np.arange(count) * 2 * np.pi / count + 0.3
    points = [center * np.cos(np.radians(radius)) + (first * np.cos(a) + second * np.sin(a)) * np.sin(np.radians(radius)) for a in angles]
    lonlat = np.array([healpy.vec2ang(p, lonlat=True) for p in points])[:, :, 0]
    points = np.array([vector(*p) for p in lonlat])
    row("polygon", order, lonlat.ravel(), healpy.query_polygon(nside, points, nest=True),
        healpy.query_polygon(nside, points, inclusive=True, nest=True))


places = [(0, 90), (0, -90), (0, 0), (0, 41.810314895778598), (45, -41.8), (359.9999, 60), (90, -75), (180, 89.9), (270, -89.99)]
for order in (0, 1, 2, 3, 5, 7, 9):
    for ra, dec in places + [(rng.uniform(0, 360), np.degrees(np.arcsin(rng.uniform(-1, 1)))) for _ in range(12)]:
        cone(order, ra, dec, np.exp(rng.uniform(np.log(0.05), np.log(170))))
        if order > 0:
            polygon(order, ra, dec, np.exp(rng.uniform(np.log(0.5), np.log(70))), int(rng.integers(3, 9)))
for radius in (5.0, 60.0, 120.0, 179.0):
    cone(12, 123.456, -34.567, radius)
for radius in (1e-3, 1e-5):
    cone(18, 10.3, 85.0, radius)
