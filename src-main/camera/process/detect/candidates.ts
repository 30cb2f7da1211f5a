import type { Box } from '../../../contract/camera.ts';
import type { Detection } from './detector.ts';

/** Numbers of a candidate in the array: left, top, right, bottom, score. */
const FIELDS = 5;

/** Boxes that a network proposes, in one growing typed array: no object for each of the thousands of cells. */
export class Candidates {
  #numbers = new Float32Array(64 * FIELDS);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(centreX: number, centreY: number, width: number, height: number, score: number): void {
    const offset = this.#count * FIELDS;
    if (offset === this.#numbers.length) {
      const larger = new Float32Array(this.#numbers.length * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[offset] = centreX - width / 2;
    this.#numbers[offset + 1] = centreY - height / 2;
    this.#numbers[offset + 2] = centreX + width / 2;
    this.#numbers[offset + 3] = centreY + height / 2;
    this.#numbers[offset + 4] = score;
    this.#count++;
  }

  /** Left, top, right, bottom and score of each candidate, end to end. */
  numbers(): Float32Array {
    return this.#numbers.subarray(0, this.#count * FIELDS);
  }

  /**
   * Non-maximum suppression: of boxes that overlap by more than `overlap` (intersection over union) only the one
   * with the highest score stays.
   * @returns indices of what stays, best first
   */
  suppressed(overlap: number): number[] {
    const score = (index: number) => this.#numbers[index * FIELDS + 4] ?? 0;
    const order = Array.from({ length: this.#count }, (_, index) => index).sort((a, b) => score(b) - score(a));
    const kept: number[] = [];
    for (const index of order) {
      if (kept.every((other) => this.#overlap(index, other) <= overlap)) kept.push(index);
    }
    return kept;
  }

  /**
   * The boxes in the frame, without those of which less than a pixel's width or height lies in it: networks also find
   * faces in the border that a frame was filled up with.
   * @param scale factors from the candidates' pixels to the frame's
   * @param frame what lies outside of it is cut off
   * @param offset where the frame begins, in the candidates' pixels
   */
  detections(
    indices: readonly number[],
    scale: { readonly x: number; readonly y: number },
    frame: { readonly cols: number; readonly rows: number },
    offset: { readonly x: number; readonly y: number } = { x: 0, y: 0 },
  ): Detection[] {
    return indices.flatMap((index) => {
      const [left = 0, top = 0, right = 0, bottom = 0, score = 0] = this.#numbers.subarray(index * FIELDS);
      const x = clamp((left - offset.x) * scale.x, frame.cols);
      const y = clamp((top - offset.y) * scale.y, frame.rows);
      const box = {
        x,
        y,
        width: clamp((right - offset.x) * scale.x, frame.cols) - x,
        height: clamp((bottom - offset.y) * scale.y, frame.rows) - y,
      };
      return box.width >= 1 && box.height >= 1 ? [{ box, score }] : [];
    });
  }

  #overlap(first: number, second: number): number {
    const [left = 0, top = 0, right = 0, bottom = 0] = this.#numbers.subarray(first * FIELDS, (first + 1) * FIELDS);
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = this.#numbers.subarray(second * FIELDS, (second + 1) * FIELDS);
    const width = Math.min(right, x1) - Math.max(left, x0);
    const height = Math.min(bottom, y1) - Math.max(top, y0);
    if (width <= 0 || height <= 0) return 0;
    const both = width * height;
    return both / ((right - left) * (bottom - top) + (x1 - x0) * (y1 - y0) - both);
  }
}

export function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

/** The number whose sigmoid is `probability`: comparing with it saves the exponential of every cell. */
export function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

/** The square of a detection box's height around its centre, moved down by a part of that height. */
export function squareOfHeight(box: Box, down: number): Box {
  const side = box.height;
  return { x: box.x + (box.width - side) / 2, y: box.y + down * side, width: side, height: side };
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}
