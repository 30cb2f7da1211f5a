/** What a screen shows. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Row by row, four bytes each: blue, green, red, unused. */
  readonly data: Buffer;
}

/** Places in the head of an X window dump, in words of 32 bits, big-endian (XWDFile.h). */
const HEAD = {
  size: 0,
  version: 1,
  width: 4,
  height: 5,
  byteOrder: 7,
  bitsPerPixel: 11,
  bytesPerLine: 12,
  colours: 19,
};
/** Of an entry in its table of colours, bytes. */
const COLOUR_BYTES = 12;

/** Reads an X window dump, as Xvfb keeps one of its screen. @throws Error for a screen of other pixels than it makes */
export function readWindowDump(dump: Buffer): Pixels {
  const word = (place: number) => dump.readUInt32BE(place * 4);
  const [width, height] = [word(HEAD.width), word(HEAD.height)];
  const known = word(HEAD.version) === 7 && word(HEAD.byteOrder) === 0 && word(HEAD.bitsPerPixel) === 32;
  if (!known || word(HEAD.bytesPerLine) !== width * 4) throw new Error('a window dump of another format');
  const start = word(HEAD.size) + word(HEAD.colours) * COLOUR_BYTES;
  return { width, height, data: dump.subarray(start, start + width * height * 4) };
}
