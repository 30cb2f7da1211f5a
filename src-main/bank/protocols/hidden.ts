const STAR = 0x2a;

/** As many bytes, none of them readable: what may be secret keeps its size, so that the borders of chunks stay true. */
export function hidden(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.length).fill(STAR);
}
