import { type Part, type Solid, solidsOf } from './head.ts';
import { surfaceAt } from './paint.ts';
import type { Colour, Person } from './person.ts';
import { clamp, length, type Vec } from './shapes.ts';

/** A person as pixels: `bgr` (three bytes a pixel) and how much of each pixel the person covers (one byte). */
export interface Portrait {
  readonly width: number;
  readonly height: number;
  readonly bgr: Uint8Array;
  readonly cover: Uint8Array;
}

/** What is seen, in head units, and from how far. */
const VIEW = { left: -1.7, right: 1.7, top: 1.62, bottom: -2.3, distance: 9 } as const;
const PORTRAIT_RATIO = (VIEW.right - VIEW.left) / (VIEW.top - VIEW.bottom);

const KEY = unit([-0.45, 0.55, 0.8]);
const FILL = unit([0.8, 0.1, 0.55]);
const RIM = unit([0.35, 0.35, -0.85]);
const FAR = 4.5;
const HIT = 0.0015;
/** The colours of the main light, and of what the room throws back, as factors of red, green and blue. */
const SUN: Vec = [1.5, 1.42, 1.3];
const ROOM: Vec = [0.9, 0.95, 1.05];

/**
 * Draws a person by marching rays through the solids.
 * @param width in pixels; the height follows from PORTRAIT_RATIO
 * @param samples rays for each pixel along each axis
 */
export function renderPerson(person: Person, width: number, samples: number): Portrait {
  const height = Math.round(width / PORTRAIT_RATIO);
  const bgr = new Uint8Array(width * height * 3);
  const cover = new Uint8Array(width * height);
  const scene = sceneOf(person);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      let red = 0;
      let green = 0;
      let blue = 0;
      let hits = 0;
      for (let sample = 0; sample < samples * samples; sample += 1) {
        const px = (column + ((sample % samples) + 0.5) / samples) / width;
        const py = (row + (Math.floor(sample / samples) + 0.5) / samples) / height;
        const light = scene(VIEW.left + (VIEW.right - VIEW.left) * px, VIEW.top + (VIEW.bottom - VIEW.top) * py);
        if (light === null) continue;
        hits += 1;
        red += light[0];
        green += light[1];
        blue += light[2];
      }
      const pixel = row * width + column;
      cover[pixel] = Math.round((255 * hits) / (samples * samples));
      if (hits === 0) continue;
      bgr[pixel * 3] = displayed(blue / hits);
      bgr[pixel * 3 + 1] = displayed(green / hits);
      bgr[pixel * 3 + 2] = displayed(red / hits);
    }
  }
  return { width, height, bgr, cover };
}

/** Linear light as a byte of sRGB, with the brightest parts held back. */
export function displayed(light: number): number {
  const held = light / (1 + 0.18 * light);
  const shown = held <= 0.0031308 ? held * 12.92 : 1.055 * held ** (1 / 2.4) - 0.055;
  return Math.round(255 * clamp(shown, 0, 1));
}

/** The light that comes from a point of the picture plane; null: nothing is there. */
function sceneOf(person: Person): (x: number, y: number) => Colour | null {
  const solids = Object.entries(solidsOf(person)) as [Part, Solid][];
  const sin = Math.sin(person.turn);
  const cos = Math.cos(person.turn);
  const nearest = (x: number, y: number, z: number): number => {
    let d = 9;
    for (const [, solid] of solids) d = Math.min(d, solid(x, y, z));
    return d;
  };
  return (planeX, planeY) => {
    const [dx, dy, dz] = turned(unit([planeX, planeY, -VIEW.distance]), sin, cos);
    const [ox, oy, oz] = turned([0, 0, VIEW.distance], sin, cos);
    let t = VIEW.distance - 1.6;
    let hit = false;
    for (let step = 0; step < 90 && t < VIEW.distance + FAR - 1.6; step += 1) {
      const d = nearest(ox + dx * t, oy + dy * t, oz + dz * t);
      if (d < HIT) {
        hit = true;
        break;
      }
      t += d * 0.8;
    }
    if (!hit) return null;
    const p: Vec = [ox + dx * t, oy + dy * t, oz + dz * t];
    let part: Part = 'skin';
    let least = 9;
    for (const [name, solid] of solids) {
      const d = solid(...p);
      if (d < least) {
        least = d;
        part = name;
      }
    }
    return lit(person, part, p, [dx, dy, dz], nearest, [
      turned(KEY, sin, cos),
      turned(FILL, sin, cos),
      turned(RIM, sin, cos),
    ]);
  };
}

function lit(
  person: Person,
  part: Part,
  p: Vec,
  ray: Vec,
  nearest: Solid,
  [key, fill, rim]: readonly [Vec, Vec, Vec],
): Colour {
  const n = normalAt(p, nearest);
  const { colour, shine, sharpness } = surfaceAt(person, part, ...p);
  const open = openness(p, n, nearest);
  const shade = 0.35 + 0.65 * unshaded(p, n, key, nearest);
  // Skin lets light through: red turns further round than blue.
  const wrap: Colour = part === 'skin' ? [0.38, 0.2, 0.14] : [0.1, 0.1, 0.1];
  const facing = dot(n, key);
  const beside = Math.max(0, dot(n, fill));
  const behind = Math.max(0, dot(n, rim)) ** 2;
  const sky = 0.5 + 0.5 * n[1];
  const half = unit([key[0] - ray[0], key[1] - ray[1], key[2] - ray[2]]);
  const gloss = shine * Math.max(0, dot(n, half)) ** sharpness * shade;
  const channel = (index: 0 | 1 | 2): number => {
    const w = wrap[index];
    const main = Math.max(0, (facing + w) / (1 + w)) * shade * SUN[index];
    const soft = (beside * 0.3 + behind * 0.25 + 0.24 + 0.2 * sky) * open * ROOM[index];
    return colour[index] * (main + soft) + gloss;
  };
  return [channel(0), channel(1), channel(2)];
}

function normalAt([x, y, z]: Vec, nearest: Solid): Vec {
  const e = 0.004;
  return unit([
    nearest(x + e, y, z) - nearest(x - e, y, z),
    nearest(x, y + e, z) - nearest(x, y - e, z),
    nearest(x, y, z + e) - nearest(x, y, z - e),
  ]);
}

/** How much of the sky a point sees, 0..1, from a few steps along its normal. */
function openness(p: Vec, n: Vec, nearest: Solid): number {
  let hidden = 0;
  for (let step = 1; step <= 4; step += 1) {
    const away = 0.06 * step;
    hidden += (away - nearest(p[0] + n[0] * away, p[1] + n[1] * away, p[2] + n[2] * away)) / 2 ** step;
  }
  return clamp(1 - 4 * hidden, 0.15, 1);
}

/** How much of a broad light reaches a point, 0..1. */
function unshaded(p: Vec, n: Vec, light: Vec, nearest: Solid): number {
  let reach = 1;
  let t = 0.05;
  for (let step = 0; step < 22 && t < 1.8; step += 1) {
    const d = nearest(
      p[0] + n[0] * 0.02 + light[0] * t,
      p[1] + n[1] * 0.02 + light[1] * t,
      p[2] + n[2] * 0.02 + light[2] * t,
    );
    if (d < 0.001) return 0;
    reach = Math.min(reach, (7 * d) / t);
    t += clamp(d, 0.03, 0.2);
  }
  return clamp(reach, 0, 1);
}

function turned([x, y, z]: Vec, sin: number, cos: number): Vec {
  return [x * cos - z * sin, y, x * sin + z * cos];
}

function unit([x, y, z]: Vec): Vec {
  const size = length(x, y, z);
  return [x / size, y / size, z / size];
}

function dot(a: Vec, b: Vec): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
