import type { Person } from './person.ts';
import { carve, clamp, cone, ellipsoid, join, length, noise, ramp, sphere } from './shapes.ts';

/**
 * The solid parts of a person: x to the viewer's right, y up, z towards the viewer, the middle of the head at 0, in
 * head units. Faces are symmetrical, so most parts are asked for one side only.
 */
export type Part = 'skin' | 'eye' | 'hair' | 'clothes' | 'glasses';
export type Solid = (x: number, y: number, z: number) => number;

/** How far the corners of the mouth are raised. */
export const SMILE = 0.034;
/** Where the right eye's middle is. */
export const EYE = { x: 0.315, y: 0.03, z: 0.6, radius: 0.158 } as const;

export function solidsOf(person: Person): Readonly<Record<Part, Solid>> {
  return {
    skin: skinOf(person),
    eye: (x, y, z) => sphere(Math.abs(x), y, z, [EYE.x, EYE.y, EYE.z], EYE.radius * person.eyes),
    hair: hairOf(person),
    clothes: clothesOf(person),
    glasses: person.glasses ? glasses : nothing,
  };
}

const nothing: Solid = () => 9;

function skinOf({ jaw, cheeks, eyes, nose, lips, wrinkles }: Person): Solid {
  const chinY = -0.96 * jaw.length;
  const lidOpen = 0.062 * eyes;
  return (x, y, z) => {
    const ax = Math.abs(x);
    let d = ellipsoid(x, y, z, [0, 0.3, -0.12], [0.78, 0.88, 0.92]);
    d = join(d, ellipsoid(x, y, z, [0, -0.1, 0.12], [0.66, 0.8, 0.74]), 0.2);
    d = join(d, ellipsoid(ax, y, z, [0.12, -0.58 * jaw.length, 0.12], [0.5 * jaw.width, 0.42, 0.55]), 0.22);
    d = join(d, ellipsoid(x, y, z, [0, chinY + 0.1, 0.5], [0.26 * jaw.width, 0.19, 0.22]), 0.26);
    d = join(d, ellipsoid(ax, y, z, [0.4, -0.25, 0.5], [0.24, 0.22 * cheeks, 0.22 * cheeks]), 0.2);
    d = join(d, cone(ax, y, z, [0.12, 0.21, 0.76], [0.44, 0.23, 0.6], 0.085, 0.1), 0.16);
    // Sockets, then lids that leave a gap for the eye.
    d = carve(d, ellipsoid(ax, y, z, [EYE.x, EYE.y + 0.01, 0.93], [0.2, 0.13, 0.24]), 0.16);
    const lid = EYE.radius * eyes + 0.022;
    const ball = sphere(ax, y, z, [EYE.x, EYE.y, EYE.z], lid);
    const across = (ax - EYE.x) / (0.165 * eyes);
    const upper = EYE.y + lidOpen * (1 - across * across) * 1.05 + across * 0.012;
    const lower = EYE.y - lidOpen * (1 - across * across) * 0.8 + across * 0.012;
    const gap = Math.max(y - upper, lower - y, -(z - 0.55));
    d = join(d, Math.max(ball, -gap), 0.03);
    // Nose: bridge, tip, wings, nostrils.
    const n = nose;
    d = join(d, cone(x, y, z, [0, 0.14, 0.76], [0, -0.24, 0.92 + 0.06 * n], 0.07, 0.085 * n), 0.14);
    d = join(d, ellipsoid(x, y, z, [0, -0.28, 0.92 + 0.06 * n], [0.115 * n, 0.095 * n, 0.11]), 0.08);
    d = join(d, ellipsoid(ax, y, z, [0.125 * n, -0.31, 0.86], [0.075 * n, 0.07 * n, 0.1]), 0.06);
    d = carve(d, ellipsoid(ax, y, z, [0.07 * n, -0.385, 0.95], [0.035 * n, 0.035, 0.07]), 0.03);
    // Mouth: a gentle mound, lips upon it, a groove between them.
    d = join(d, ellipsoid(x, y, z, [0, -0.56, 0.66], [0.32, 0.2, 0.17]), 0.16);
    const bow = 0.018 * Math.exp(-((ax - 0.07) ** 2) / 0.004) - 0.008 * (ax / 0.24) ** 2;
    const full = lips.fullness;
    d = join(d, ellipsoid(x, y - bow, z, [0, -0.525, 0.79], [0.235, 0.04 * full, 0.075]), 0.035);
    d = join(d, ellipsoid(x, y - 0.04 * (ax / 0.2) ** 2, z, [0, -0.615, 0.785], [0.2, 0.05 * full, 0.085]), 0.04);
    const groove = Math.max(length(y + 0.565 - SMILE * (ax / 0.2) ** 2, z - 0.89) - 0.02, ax - 0.255);
    d = carve(d, groove, 0.03);
    d = carve(d, ellipsoid(x, y, z, [0, -0.73, 0.84], [0.2, 0.05, 0.07]), 0.08);
    // Folds of age, deep enough to throw a shadow.
    if (wrinkles > 0.05) {
      const fold = length(ax - (0.2 + (-0.3 - y) * 0.42), z - 0.83 + 0.25 * (ax - 0.2)) - 0.012;
      const within = Math.max(fold, y + 0.28, -0.66 - y);
      d = carve(d, within, 0.035 + 0.05 * wrinkles);
      d +=
        0.004 * wrinkles * Math.sin(y * 62 + noise(x * 4, y * 4, 3) * 1.6) * ramp(0.38, 0.48, y) * ramp(0.9, 0.75, y);
    }
    d = join(d, ellipsoid(ax, y, z, [0.76, -0.05, -0.12], [0.09, 0.23, 0.14]), 0.06);
    d = carve(d, ellipsoid(ax, y, z, [0.86, -0.04, -0.03], [0.06, 0.15, 0.08]), 0.05);
    return join(d, cone(x, y, z, [0, -0.7, -0.12], [0, -1.9, -0.22], 0.4 * jaw.width, 0.46 * jaw.width), 0.14);
  };
}

function hairOf({ hair }: Person): Solid {
  const { style } = hair;
  if (style === 'bald') return nothing;
  if (style === 'scarf') return scarf;
  const thick = { cropped: 0.03, short: 0.085, curly: 0.2, long: 0.1, bob: 0.11, bun: 0.06 }[style];
  const hanging = style === 'long' || style === 'bob';
  const end = style === 'long' ? -1.5 : -0.8;
  return (x, y, z) => {
    const ax = Math.abs(x);
    let d = ellipsoid(x, y, z, [0, 0.34, -0.14], [0.78 + thick, 0.88 + thick * 1.15, 0.92 + thick]);
    // The hairline: high over the forehead, down before the ears; parted hair falls to the sides.
    const temple = hanging
      ? 0.78 - 1.5 * ramp(0.3, 0.8, ax)
      : 0.76 - 0.3 * ramp(0.3, 0.62, ax) - 0.5 * ramp(0.6, 0.74, ax);
    const front = Math.max(y - temple, -(z + (hanging ? 0.15 : 0.02)));
    d = carve(d, front, 0.14);
    d = Math.max(d, -0.5 - y);
    if (hanging) {
      const wave = 0.03 * Math.sin(y * 6);
      const strand = cone(ax, y, z, [0.72, 0.45, -0.1], [0.66 + wave, end, 0.06], 0.2, style === 'bob' ? 0.2 : 0.14);
      d = join(d, strand, 0.2);
      d = join(d, cone(x, y, z, [0, 0.2, -0.6], [0, end + 0.05, -0.5], 0.6, 0.5), 0.25);
    }
    if (style === 'bun') d = join(d, sphere(x, y, z, [0, 1.22, -0.4], 0.3), 0.08);
    const strands = style === 'curly' ? noise(x * 7, y * 7, z * 7) * 0.08 : noise(x * 16, y * 3, z * 9) * 0.014;
    return d + strands;
  };
}

/** A head scarf that leaves the face free. */
const scarf: Solid = (x, y, z) => {
  let d = ellipsoid(x, y, z, [0, 0.28, -0.14], [0.92, 1.02, 1.02]);
  d = join(d, ellipsoid(x, y, z, [0, -0.9, -0.1], [0.78, 0.75, 0.72]), 0.3);
  const opening = ellipsoid(x, y, 0, [0, -0.1, 0], [0.66, 0.86, 1]);
  d = carve(d, Math.max(opening, -(z - 0.1)), 0.06);
  return d + 0.012 * Math.sin(y * 9 + Math.abs(x) * 6 + noise(x * 2, y * 2, z * 2) * 2);
};

function clothesOf({ shoulders }: Person): Solid {
  return (x, y, z) => {
    const ax = Math.abs(x);
    let d = ellipsoid(ax, y, z, [0.75 * shoulders, -2.25, -0.2], [0.85 * shoulders, 0.62, 0.52]);
    d = join(d, ellipsoid(x, y, z, [0, -2.4, -0.12], [1.15 * shoulders, 0.95, 0.66]), 0.3);
    const collar = length(length(x, (z + 0.2) * 1.05) - 0.5, (y + 1.62) * 0.8) - 0.1;
    d = join(d, collar, 0.16);
    return d + noise(x * 3, y * 3, z * 3) * 0.02;
  };
}

/** Two rims, a bridge and the arms. */
const glasses: Solid = (x, y, z) => {
  const ax = Math.abs(x);
  const away = Math.abs(z - (0.95 - 0.16 * clamp(ax - 0.2, 0, 1)));
  const rim = length(Math.abs(length((ax - EYE.x) / 1.12, y - EYE.y + 0.02) - 0.225), away) - 0.022;
  const bridge = Math.max(length(y - EYE.y - 0.07, z - 0.97) - 0.02, ax - 0.08);
  const arm = cone(ax, y, z, [0.56, 0.08, 0.86], [0.82, 0.06, 0], 0.02, 0.02);
  return Math.min(rim, bridge, arm);
};
