import { mixed, scaled } from './paint.ts';
import type { Colour } from './person.ts';
import { noise, ramp } from './shapes.ts';

const WALL: Colour = [0.42, 0.44, 0.4];
const FLOOR: Colour = [0.2, 0.16, 0.12];
const SKY: Colour = [0.85, 0.92, 1];
const WOOD: Colour = [0.16, 0.08, 0.04];
const LAMP: Colour = [0.03, 0.3, 0.2];

/** The lobby behind the people, out of focus: a window, a counter, a lamp. In linear light, x and y from 0 to 1. */
export function roomAt(x: number, y: number): Colour {
  const floor = 0.86;
  let colour = scaled(WALL, 1.1 - 0.35 * y + 0.25 * Math.exp(-((x - 0.2) ** 2) / 0.08));
  // Panels of the wall.
  const panel = Math.abs((((x - 0.04) / 0.24) % 1) - 0.5);
  colour = scaled(colour, 1 - 0.12 * ramp(0.44, 0.5, panel) - 0.1 * ramp(0.62, 0.66, y) * ramp(0.7, 0.66, y));
  // The window with its bars.
  const pane = ramp(0.05, 0.075, x) * ramp(0.35, 0.325, x) * ramp(0.06, 0.09, y) * ramp(0.6, 0.57, y);
  const bars = Math.max(ramp(0.012, 0.004, Math.abs(x - 0.2)), ramp(0.014, 0.005, Math.abs(y - 0.32)));
  colour = mixed(colour, scaled(SKY, 1.05 - 0.35 * y), pane * (1 - 0.75 * bars));
  colour = mixed(colour, FLOOR, ramp(floor - 0.012, floor + 0.012, y));
  // The counter, and the lamp upon it.
  const counter = ramp(0.62, 0.645, x) * ramp(0.56, 0.58, y);
  const top = ramp(0.555, 0.57, y) * ramp(0.6, 0.59, y) * ramp(0.6, 0.625, x);
  colour = mixed(colour, scaled(WOOD, 1 + 0.12 * noise(x * 40, y * 6, 2)), counter);
  colour = mixed(colour, scaled(WOOD, 2.2), top);
  const shade = ramp(0.09, 0.075, Math.abs(x - 0.82)) * ramp(0.36, 0.375, y) * ramp(0.445, 0.43, y);
  const stem = ramp(0.009, 0.005, Math.abs(x - 0.82)) * ramp(0.43, 0.44, y) * ramp(0.57, 0.56, y);
  colour = mixed(colour, [0.3, 0.2, 0.06], stem);
  colour = mixed(colour, LAMP, shade);
  const glow = Math.exp(-((x - 0.82) ** 2) / 0.008 - (y - 0.5) ** 2 / 0.006);
  return mixed(colour, [1, 0.85, 0.55], 0.35 * glow * (1 - shade));
}
