"""Corners of cells: python3 corners.py > corners.csv"""
import healpy as hp
import numpy as np

rng = np.random.default_rng(7946)
print(f"# healpy {hp.__version__}: python3 corners.py > corners.csv; boundaries(nside, ipix, nest=True): north, west, south, east corner")
print("order,ipix,ra1,dec1,ra2,dec2,ra3,dec3,ra4,dec4")
for order in range(0, 30):
    for ipix in rng.integers(0, 12 * 4**order, 5):
        x, y, z = hp.boundaries(2**order, int(ipix), nest=True)
        ra, dec = np.degrees(np.arctan2(y, x)) % 360, np.degrees(np.arctan2(z, np.hypot(x, y)))
        print(f"{order},{ipix}," + ",".join(f"{float(a)!r},{float(b)!r}" for a, b in zip(ra, dec)))
