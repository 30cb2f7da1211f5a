/** A cut-out picture, with its pixels sorted so that it can be laid over another one quickly. */
export interface Sprite {
  readonly width: number;
  readonly height: number;
  /** Three bytes a pixel. */
  readonly pixels: Buffer;
  /** Runs of pixels that hide what is behind them: row, first column, column after the last. */
  readonly runs: readonly (readonly [row: number, from: number, to: number])[];
  /** Pixels that let something through, each with how much of it they hide, 1..254 of 255. */
  readonly edges: readonly (readonly [row: number, column: number, cover: number])[];
}

/** From here up a pixel hides all, and below the lesser bound nothing: the mask's own noise. */
const OPAQUE = 248;
const CLEAR = 8;

/** @param cover three equal bytes a pixel: how much it hides of what is behind it, of 255 */
export function cutOut(pixels: Buffer, cover: Buffer, width: number, height: number): Sprite {
  const runs: [number, number, number][] = [];
  const edges: [number, number, number][] = [];
  for (let row = 0; row < height; row += 1) {
    let from = -1;
    for (let column = 0; column <= width; column += 1) {
      const hidden = column === width ? 0 : (cover[(row * width + column) * 3] ?? 0);
      if (hidden >= OPAQUE) {
        if (from < 0) from = column;
        continue;
      }
      if (from >= 0) runs.push([row, from, column]);
      from = -1;
      if (hidden >= CLEAR) edges.push([row, column, hidden]);
    }
  }
  return { width, height, pixels, runs, edges };
}

/** Lays the sprite over a picture of three bytes a pixel; what lies outside of the picture is cut off. */
export function stamp(sprite: Sprite, onto: Buffer, width: number, height: number, left: number, top: number): void {
  const { pixels } = sprite;
  for (const [row, from, to] of sprite.runs) {
    const y = row + top;
    const first = Math.max(from, -left);
    const last = Math.min(to, width - left);
    if (y < 0 || y >= height || first >= last) continue;
    const source = (row * sprite.width + first) * 3;
    pixels.copy(onto, (y * width + left + first) * 3, source, source + (last - first) * 3);
  }
  for (const [row, column, cover] of sprite.edges) {
    const x = column + left;
    const y = row + top;
    if (x < 0 || x >= width || y < 0 || y >= height) continue;
    const source = (row * sprite.width + column) * 3;
    const target = (y * width + x) * 3;
    for (let part = 0; part < 3; part += 1) {
      const behind = onto[target + part] ?? 0;
      onto[target + part] = behind + (((pixels[source + part] ?? 0) - behind) * cover) / 255;
    }
  }
}
