import { EYE, type Part, SMILE } from './head.ts';
import type { Colour, Person } from './person.ts';
import { length, noise, ramp } from './shapes.ts';

/** What light a point gives back: its colour, and how sharp and strong its shine is. */
export interface Surface {
  readonly colour: Colour;
  readonly shine: number;
  readonly sharpness: number;
}

export function surfaceAt(person: Person, part: Part, x: number, y: number, z: number): Surface {
  if (part === 'skin') return { colour: skinColour(person, x, y, z), shine: 0.14, sharpness: 14 };
  if (part === 'eye') return { colour: eyeColour(person, Math.abs(x), y), shine: 0.9, sharpness: 90 };
  if (part === 'glasses') return { colour: [0.03, 0.03, 0.035], shine: 0.4, sharpness: 40 };
  if (part === 'clothes') {
    const weave = 1 + 0.05 * noise(x * 30, y * 30, z * 30) - 0.25 * ramp(-1.75, -1.6, y) * ramp(0.7, 0.5, Math.abs(x));
    return { colour: scaled(person.clothes, weave), shine: 0.03, sharpness: 8 };
  }
  const { style, colour } = person.hair;
  if (style === 'scarf')
    return { colour: scaled(colour, 1 + 0.04 * noise(x * 40, y * 40, z * 40)), shine: 0.04, sharpness: 8 };
  const strand =
    1 + 0.35 * noise(x * 46, y * (style === 'curly' ? 40 : 5), z * 30) + 0.18 * noise(x * 14, y * 3, z * 14);
  return { colour: scaled(colour, strand), shine: 0.22, sharpness: 18 };
}

function skinColour(person: Person, x: number, y: number, z: number): Colour {
  const { wrinkles } = person;
  const ax = Math.abs(x);
  let colour = scaled(person.skin, 1 + 0.035 * noise(x * 9, y * 9, z * 9) + 0.03 * noise(x * 40, y * 40, z * 40));
  const front = ramp(0.25, 0.6, z);
  // Blood under the skin: cheeks, nose, ears.
  const blush =
    front *
    (0.5 * Math.exp(-((ax - 0.4) ** 2 + (y + 0.24) ** 2) / 0.035) +
      0.35 * Math.exp(-(x * x + (y + 0.28) ** 2) / 0.012));
  colour = mixed(colour, [colour[0] * 1.06, colour[1] * 0.78, colour[2] * 0.74], blush * (0.9 - 0.4 * wrinkles));
  // Darker round the eyes, more so with age.
  const socket = Math.exp(-(((ax - EYE.x) / 0.2) ** 2 + ((y - EYE.y + 0.06) / 0.13) ** 2));
  colour = mixed(
    colour,
    [colour[0] * 0.72, colour[1] * 0.6, colour[2] * 0.58],
    front * socket * (0.3 + 0.4 * wrinkles),
  );
  colour = aged(colour, wrinkles * front, ax, x, y);
  colour = shaved(colour, person, front, ax, y);
  // Lips.
  const bow = 0.018 * Math.exp(-((ax - 0.07) ** 2) / 0.004) - 0.008 * (ax / 0.24) ** 2;
  const rise = 0.02 * (ax / 0.2) ** 2;
  const full = person.lips.fullness;
  const upper = -0.565 + SMILE * (ax / 0.2) ** 2;
  const inUpper = y > upper ? ((y - upper) / (0.072 * full + bow)) ** 2 + (ax / 0.255) ** 2 : 9;
  const inLower = y <= upper ? ((upper - y) / (0.09 * full + rise * 0.2)) ** 2 + (ax / 0.24) ** 2 : 9;
  const lips = front * ramp(1.15, 0.8, Math.min(inUpper, inLower));
  colour = mixed(colour, person.lips.colour, lips * 0.85);
  const slit = Math.exp(-(((y - upper) / 0.011) ** 2)) * ramp(0.26, 0.22, ax) * front;
  colour = mixed(colour, [0.09, 0.025, 0.02], slit * 0.8);
  // Brows, drawn hair by hair.
  const along = (ax - 0.12) / 0.42;
  const arch = 0.225 + 0.075 * Math.sin(Math.min(1, Math.max(0, along)) * 2.2) - 0.02 * along;
  const thick = 0.042 * person.brows.thickness * (1.15 - 0.65 * along);
  const brow = ramp(1.3, 0.5, Math.abs(y - arch) / thick) * ramp(-0.06, 0.08, along) * ramp(1.04, 0.9, along) * front;
  colour = mixed(colour, person.brows.colour, brow * (0.72 + 0.28 * noise(ax * 60 - y * 40, y * 26, 1)));
  // The edge of the lids, with lashes.
  const across = (ax - EYE.x) / (0.165 * person.eyes);
  const upperLid = EYE.y + 0.065 * person.eyes * (1 - across * across) + across * 0.012;
  const lash = Math.exp(-(((y - upperLid - 0.008) / 0.013) ** 2)) * ramp(1.12, 0.95, Math.abs(across)) * front;
  colour = mixed(colour, [0.035, 0.022, 0.018], lash * (1 - person.beard * 0.3));
  const crease = Math.exp(-(((y - upperLid - 0.06) / 0.014) ** 2)) * ramp(1.1, 0.7, Math.abs(across)) * front;
  return mixed(colour, scaled(colour, 0.55), crease * 0.5);
}

/** Lines on the forehead, beside the eyes, under them and from nose to mouth; spots. */
function aged(colour: Colour, strength: number, ax: number, x: number, y: number): Colour {
  if (strength <= 0) return colour;
  const wavy = y + 0.02 * noise(x * 3, 1, 1);
  const brow =
    ramp(0.36, 0.44, y) *
    ramp(0.78, 0.66, y) *
    ramp(0.5, 0.3, ax) *
    Math.exp(-((((wavy / 0.085) % 1) - 0.5) ** 2) / 0.02);
  const crow =
    ramp(0.5, 0.54, ax) *
    ramp(0.7, 0.6, ax) *
    ramp(0.14, 0.06, Math.abs(y - 0.02)) *
    Math.exp(-(((((y - 0.02) / (ax - 0.3) / 0.2) % 1) - 0.5) ** 2) / 0.03);
  const bag =
    Math.exp(-(((y - EYE.y + 0.15 - 0.35 * (ax - EYE.x) ** 2) / 0.02) ** 2)) * ramp(0.2, 0.12, Math.abs(ax - EYE.x));
  const foldX = 0.19 + (-0.3 - y) * 0.5;
  const fold = Math.exp(-(((ax - foldX) / 0.022) ** 2)) * ramp(-0.26, -0.36, y) * ramp(-0.74, -0.6, y);
  const frown = Math.exp(-(((ax - 0.055) / 0.014) ** 2)) * ramp(0.16, 0.22, y) * ramp(0.36, 0.28, y);
  const spots = ramp(0.52, 0.62, noise(x * 15, y * 15, 7)) * 0.5;
  const dark = Math.min(1, brow * 0.6 + crow * 0.6 + bag * 0.6 + fold * 0.9 + frown * 0.5 + spots * strength * 0.5);
  return mixed(colour, [colour[0] * 0.55, colour[1] * 0.42, colour[2] * 0.4], dark * strength * 0.8);
}

/** Beard and moustache, from a shadow to full. */
function shaved(colour: Colour, person: Person, front: number, ax: number, y: number): Colour {
  const { beard, moustache, hair } = person;
  if (beard <= 0 && moustache <= 0) return colour;
  const grain = 0.75 + 0.25 * noise(ax * 70, y * 30, 5);
  const edge = -0.34 - 0.32 * ramp(0.62, 0.2, ax);
  const below = ramp(edge + 0.1, edge - 0.06, y) * ramp(-1.35, -1.1, y);
  const mouth = ramp(0.8, 1.15, (ax / 0.27) ** 2 + ((y + 0.57) / 0.1) ** 2);
  const upperLip = ramp(-0.54, -0.5, y) * ramp(-0.4, -0.44, y) * ramp(0.33, 0.25, ax);
  const cover = Math.max(beard * below * mouth, moustache * upperLip) * (y < -0.9 ? 1 : Math.max(front, beard * 0.9));
  return mixed(
    colour,
    hair.style === 'bald' || hair.style === 'scarf' ? person.brows.colour : hair.colour,
    Math.min(1, cover * grain),
  );
}

function eyeColour(person: Person, ax: number, y: number): Colour {
  const distance = length(ax - EYE.x, y - EYE.y - 0.004) / person.eyes;
  const white: Colour = [0.72, 0.69, 0.66];
  const iris = ramp(0.078, 0.068, distance);
  const ring = ramp(0.052, 0.074, distance);
  let colour = mixed(white, [0.5, 0.34, 0.3], ramp(0.1, 0.16, distance) * 0.5);
  colour = mixed(colour, scaled(person.iris, 1.15 - 0.8 * ring), iris);
  return mixed(colour, [0.006, 0.006, 0.006], ramp(0.036, 0.028, distance));
}

export function scaled(colour: Colour, factor: number): Colour {
  return [colour[0] * factor, colour[1] * factor, colour[2] * factor];
}

export function mixed(a: Colour, b: Colour, share: number): Colour {
  const t = Math.min(1, Math.max(0, share));
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}
