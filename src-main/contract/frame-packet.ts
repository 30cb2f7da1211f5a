import { type FrameHeader, frameHeaderSchema } from './camera.ts';

/**
 * A camera frame as one run of bytes: length of the header (32 bits, little endian), the header as UTF-8 JSON,
 * the picture as JPEG to the end. The same bytes go from the camera process to the windows.
 */
export function encodeFramePacket(header: FrameHeader, jpeg: Uint8Array): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const packet = new Uint8Array(4 + json.length + jpeg.length);
  new DataView(packet.buffer).setUint32(0, json.length, true);
  packet.set(json, 4);
  packet.set(jpeg, 4 + json.length);
  return packet;
}

/** @throws RangeError or ZodError if the bytes are no frame packet. */
export function decodeFramePacket(packet: Uint8Array<ArrayBuffer>): {
  header: FrameHeader;
  jpeg: Uint8Array<ArrayBuffer>;
} {
  const length = new DataView(packet.buffer, packet.byteOffset, packet.byteLength).getUint32(0, true);
  if (4 + length > packet.length) throw new RangeError('frame packet is cut off');
  const header = frameHeaderSchema.parse(JSON.parse(new TextDecoder().decode(packet.subarray(4, 4 + length))));
  return { header, jpeg: packet.subarray(4 + length) };
}
