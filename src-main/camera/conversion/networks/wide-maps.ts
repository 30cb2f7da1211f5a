import type { CaffeNet } from '../caffe-net.ts';

/**
 * Least columns of a map that OpenCV convolves channel by channel with its fast code: the 16 numbers that it computes at
 * once, and the border of a 3 × 3 kernel. Below, a depthwise convolution takes about ten times as long (measured with
 * OpenCV 4.6: 0.22 ms for 128 maps of 14 × 14, 0.02 ms for as many of 14 × 18).
 */
const LEAST_COLUMNS = 18;

/**
 * Maps that are too narrow for that, with columns of zeros at their right. The zeros are the border that a convolution
 * pads with, so the other columns come out as they would without them; but each layer writes into these columns too, so
 * they are set to zero again before the next one.
 */
export class WideMaps {
  readonly #net: CaffeNet;
  readonly #name: string;
  readonly #side: number;
  readonly #masks = new Map<number, string>();
  readonly #channels: number;
  /** The maps that were given, widened. */
  readonly top: string;

  /**
   * @param bottom square maps, so many channels of one picture
   * @param name goes before the names of the layers
   */
  constructor(
    net: CaffeNet,
    bottom: string,
    name: string,
    shape: { readonly channels: number; readonly side: number },
  ) {
    this.#net = net;
    this.#name = name;
    this.#side = shape.side;
    this.#channels = shape.channels;
    const columns = LEAST_COLUMNS - shape.side;
    const zeros = new Float32Array(shape.channels * shape.side * columns);
    const margin = net.constant(`${name}/margin`, {
      shape: [1, shape.channels, shape.side, columns],
      data: zeros,
    });
    this.top = net.concat([bottom, margin], `${name}/wide`, 3);
  }

  /** The maps with zeros in the columns that were added. @param channels of them; absent: as many as at the start */
  cleared(bottom: string, channels = this.#channels): string {
    return this.#net.product(bottom, this.#maskOf(channels), `${bottom}/cleared`);
  }

  /** The maps without the columns that were added. */
  narrowed(bottom: string): string {
    return this.#net.firstColumns(bottom, `${bottom}/narrowed`, this.#side);
  }

  #maskOf(channels: number): string {
    const known = this.#masks.get(channels);
    if (known !== undefined) return known;
    const data = Float32Array.from({ length: channels * this.#side * LEAST_COLUMNS }, (_, index) =>
      index % LEAST_COLUMNS < this.#side ? 1 : 0,
    );
    const mask = this.#net.constant(`${this.#name}/mask${channels}`, {
      shape: [1, channels, this.#side, LEAST_COLUMNS],
      data,
    });
    this.#masks.set(channels, mask);
    return mask;
  }
}
