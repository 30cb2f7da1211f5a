import type { Box } from '../../../contract/camera.ts';
import { side } from './geometry.ts';

/** How far a detector's box is off, as a part of the face's side: what SSD and Haar jitter on a still face. */
const MEASUREMENT = 0.05;
/** How hard a face speeds up, in sides per second²: somebody who starts to walk. */
const ACCELERATION = 4;
/** The same for its size: coming nearer is slower. */
const GROWTH = 3;
/** A speed is believed for about this long, s: beyond it a face that isn't seen is expected to have stopped. */
const SPEED_LIFE_S = 0.8;
/** Uncertainty of the first speed, in sides per second. */
const FIRST_SPEED = 2;

/** One coordinate with its speed: a Kalman filter with constant speed and random acceleration. */
class Coordinate {
  #value: number;
  #speed = 0;
  #varianceValue: number;
  #covariance = 0;
  #varianceSpeed: number;

  constructor(value: number, noise: number, firstSpeed: number) {
    this.#value = value;
    this.#varianceValue = noise ** 2;
    this.#varianceSpeed = firstSpeed ** 2;
  }

  /** Expected value after `dt` seconds; nothing is changed. */
  after(dt: number): number {
    return this.#value + this.#speed * reach(dt);
  }

  /** Goes on by `dt` seconds, then takes in a measurement with this standard deviation. */
  correct(dt: number, acceleration: number, measured: number, noise: number): void {
    const step = reach(dt);
    const fade = Math.exp(-dt / SPEED_LIFE_S);
    this.#value += this.#speed * step;
    this.#speed *= fade;
    const random = acceleration ** 2 * dt;
    this.#varianceValue += 2 * step * this.#covariance + step * step * this.#varianceSpeed + (random * dt * dt) / 3;
    this.#covariance = this.#covariance * fade + step * fade * this.#varianceSpeed + (random * dt) / 2;
    this.#varianceSpeed = this.#varianceSpeed * fade * fade + random;

    const innovation = measured - this.#value;
    const total = this.#varianceValue + noise ** 2;
    const gainValue = this.#varianceValue / total;
    const gainSpeed = this.#covariance / total;
    this.#value += gainValue * innovation;
    this.#speed += gainSpeed * innovation;
    this.#varianceSpeed -= gainSpeed * this.#covariance;
    this.#covariance *= 1 - gainValue;
    this.#varianceValue *= 1 - gainValue;
  }
}

/** How far a speed of 1 leads in `dt` seconds while it fades. */
function reach(dt: number): number {
  return SPEED_LIFE_S * (1 - Math.exp(-dt / SPEED_LIFE_S));
}

/** Where a face is and where it goes. Times are ms and never go back. */
export class Motion {
  readonly #x: Coordinate;
  readonly #y: Coordinate;
  readonly #width: Coordinate;
  readonly #height: Coordinate;
  #at: number;

  constructor(box: Box, at: number) {
    const unit = side(box);
    const noise = MEASUREMENT * unit;
    this.#x = new Coordinate(box.x + box.width / 2, noise, FIRST_SPEED * unit);
    this.#y = new Coordinate(box.y + box.height / 2, noise, FIRST_SPEED * unit);
    this.#width = new Coordinate(box.width, noise, 0);
    this.#height = new Coordinate(box.height, noise, 0);
    this.#at = at;
  }

  /** Where the face should be then. */
  expected(at: number): Box {
    const dt = Math.max(0, at - this.#at) / 1000;
    const width = Math.max(1, this.#width.after(dt));
    const height = Math.max(1, this.#height.after(dt));
    return { x: this.#x.after(dt) - width / 2, y: this.#y.after(dt) - height / 2, width, height };
  }

  /** Takes in a box that was seen at that time. */
  correct(box: Box, at: number): void {
    const dt = Math.max(0, at - this.#at) / 1000;
    const unit = side(box);
    const noise = MEASUREMENT * unit;
    this.#x.correct(dt, ACCELERATION * unit, box.x + box.width / 2, noise);
    this.#y.correct(dt, ACCELERATION * unit, box.y + box.height / 2, noise);
    this.#width.correct(dt, GROWTH * unit, box.width, noise);
    this.#height.correct(dt, GROWTH * unit, box.height, noise);
    this.#at = Math.max(this.#at, at);
  }
}
