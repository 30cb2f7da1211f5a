/**
 * Writes the binary form of a Caffe network: only the weights, in the part of Caffe's protocol-buffer schema that
 * readers need.
 *
 *   NetParameter   { name = 1, repeated LayerParameter layer = 100 }
 *   LayerParameter { name = 1, type = 2, repeated BlobProto blobs = 7 }
 *   BlobProto      { BlobShape shape = 7 { repeated int64 dim = 1 [packed] }, repeated float data = 5 [packed] }
 */
export interface Blob {
  /** Caffe's order: out, in, height, width. */
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface WeightedLayer {
  readonly name: string;
  readonly type: string;
  readonly blobs: readonly Blob[];
}

/** Protocol-buffer wire type of length-delimited fields. */
const LENGTH_DELIMITED = 2;

export function encodeCaffemodel(name: string, layers: readonly WeightedLayer[]): Uint8Array {
  return Buffer.concat([
    field(1, text(name)),
    ...layers.map((layer) =>
      field(
        100,
        Buffer.concat([field(1, text(layer.name)), field(2, text(layer.type)), ...layer.blobs.map(encodeBlob)]),
      ),
    ),
  ]);
}

function encodeBlob({ shape, data }: Blob): Buffer {
  const length = shape.reduce((product, side) => product * side, 1);
  if (length !== data.length) throw new RangeError(`a blob of ${shape.join('×')} can't hold ${data.length} numbers`);
  // Little endian, as every machine that Node 24 runs Lobby on (x64, arm64) keeps them in memory.
  const floats = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const dims = field(1, Buffer.concat(shape.map(varint)));
  return field(7, Buffer.concat([field(7, dims), field(5, floats)]));
}

/** A length-delimited field: tag, length, content. */
function field(number: number, content: Buffer): Buffer {
  return Buffer.concat([varint(number * 8 + LENGTH_DELIMITED), varint(content.length), content]);
}

function text(value: string): Buffer {
  return Buffer.from(value, 'utf8');
}

/** Seven bits a byte, least significant first, the top bit set on all but the last. @param value 0..2^53 */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}
