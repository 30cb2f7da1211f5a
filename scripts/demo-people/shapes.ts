/** Signed distances to solid shapes, in head units (about 10 cm), and ways to join them. Negative is inside. */

export type Vec = readonly [x: number, y: number, z: number];

/** Near enough to an ellipsoid's distance for marching, exact at its surface. */
export function ellipsoid(x: number, y: number, z: number, c: Vec, r: Vec): number {
  const px = x - c[0];
  const py = y - c[1];
  const pz = z - c[2];
  const k0 = length(px / r[0], py / r[1], pz / r[2]);
  const k1 = length(px / (r[0] * r[0]), py / (r[1] * r[1]), pz / (r[2] * r[2]));
  return k1 === 0 ? -Math.min(r[0], r[1], r[2]) : (k0 * (k0 - 1)) / k1;
}

export function sphere(x: number, y: number, z: number, c: Vec, radius: number): number {
  return length(x - c[0], y - c[1], z - c[2]) - radius;
}

/** A stick from a to b whose radius goes from `from` to `to`. */
export function cone(x: number, y: number, z: number, a: Vec, b: Vec, from: number, to: number): number {
  const bx = b[0] - a[0];
  const by = b[1] - a[1];
  const bz = b[2] - a[2];
  const px = x - a[0];
  const py = y - a[1];
  const pz = z - a[2];
  const along = clamp((px * bx + py * by + pz * bz) / (bx * bx + by * by + bz * bz), 0, 1);
  return length(px - bx * along, py - by * along, pz - bz * along) - (from + (to - from) * along);
}

/** Both shapes, joined by a fillet as wide as `k`. */
export function join(a: number, b: number, k: number): number {
  const h = Math.max(k - Math.abs(a - b), 0) / k;
  return Math.min(a, b) - h * h * k * 0.25;
}

/** The first shape without the second, its edges rounded by `k`. */
export function carve(a: number, b: number, k: number): number {
  return -join(-a, b, k);
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** 0 below `from`, 1 above `to`, smooth between; `from` may be the greater one. */
export function ramp(from: number, to: number, value: number): number {
  const t = clamp((value - from) / (to - from), 0, 1);
  return t * t * (3 - 2 * t);
}

/** Smooth noise from -1 to 1, the same for the same point everywhere and always. */
export function noise(x: number, y: number, z: number): number {
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  const iz = Math.floor(z);
  const fx = fade(x - ix);
  const fy = fade(y - iy);
  const fz = fade(z - iz);
  const mix = (a: number, b: number, t: number) => a + (b - a) * t;
  const plane = (dz: number) =>
    mix(
      mix(grain(ix, iy, iz + dz), grain(ix + 1, iy, iz + dz), fx),
      mix(grain(ix, iy + 1, iz + dz), grain(ix + 1, iy + 1, iz + dz), fx),
      fy,
    );
  return mix(plane(0), plane(1), fz);
}

function fade(t: number): number {
  return t * t * (3 - 2 * t);
}

function grain(x: number, y: number, z: number): number {
  let h = Math.imul(x, 374761393) ^ Math.imul(y, 668265263) ^ Math.imul(z, 1274126177);
  h = Math.imul(h ^ (h >>> 13), 1274126177);
  return ((h ^ (h >>> 16)) >>> 0) / 2147483648 - 1;
}

/** As Math.hypot, but without its care for huge numbers, and ten times as fast. */
export function length(x: number, y: number, z = 0): number {
  return Math.sqrt(x * x + y * y + z * z);
}
