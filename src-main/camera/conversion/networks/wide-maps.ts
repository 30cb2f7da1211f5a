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
  readonly #columns: number;
  readonly #masks = new Map<number, string>();
  readonly #channels: number;
  /** The maps that were given, widened. */
  readonly top: string;

  /**
   * @param bottom maps of so many channels and columns
   * @param name goes before the names of the layers
   */
  constructor(
    net: CaffeNet,
    bottom: string,
    name: string,
    shape: { readonly channels: number; readonly columns: number },
  ) {
    this.#net = net;
    this.#name = name;
    this.#columns = shape.columns;
    this.#channels = shape.channels;
    const margin = net.constant(
      net.firstColumns(bottom, `${name}/margin`, LEAST_COLUMNS - shape.columns),
      `${name}/zeros`,
      0,
    );
    const mask = net.concat([net.constant(bottom, `${name}/ones`, 1), margin], `${name}/mask`, 3);
    this.#masks.set(shape.channels, mask);
    this.top = net.concat([bottom, margin], `${name}/wide`, 3);
  }

  /** The maps with zeros in the columns that were added. @param channels once or twice those at the start */
  cleared(bottom: string, channels = this.#channels): string {
    return this.#net.product(bottom, this.#maskOf(channels), `${bottom}/cleared`);
  }

  /** The maps without the columns that were added. */
  narrowed(bottom: string): string {
    return this.#net.firstColumns(bottom, `${bottom}/narrowed`, this.#columns);
  }

  #maskOf(channels: number): string {
    const known = this.#masks.get(channels);
    if (known !== undefined) return known;
    const half = this.#maskOf(channels / 2);
    const mask = this.#net.concat([half, half], `${this.#name}/mask${channels}`, 1);
    this.#masks.set(channels, mask);
    return mask;
  }
}
