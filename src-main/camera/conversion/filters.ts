import type { Blob } from './caffemodel.ts';
import type { Tensor } from './weights.ts';

/** From TensorFlow's order of a filter (height, width, in, out) to Caffe's (out, in, height, width). */
export function filter({ shape, data }: Tensor): Blob {
  const [height = 0, width = 0, inputs = 0, outputs = 0] = shape;
  const turned = new Float32Array(data.length);
  let to = 0;
  for (let out = 0; out < outputs; out++) {
    for (let input = 0; input < inputs; input++) {
      for (let cell = 0; cell < height * width; cell++) {
        turned[to++] = data[(cell * inputs + input) * outputs + out] ?? 0;
      }
    }
  }
  return { shape: [outputs, inputs, height, width], data: turned };
}

/** A depthwise filter (height, width, channels, 1) as Caffe's (channels, 1, height, width), one group a channel. */
export function depthwiseFilter({ shape, data }: Tensor): Blob {
  const [height = 0, width = 0, channels = 0] = shape;
  const turned = filter({ shape: [height, width, 1, channels], data });
  return { shape: [channels, 1, height, width], data: turned.data };
}

/** Channels of a group in which depthwise filters of narrow maps are put (`inGroups`). */
export const NARROW_GROUP = 4;

/**
 * A depthwise filter as one of larger groups: so many channels each, every output with zeros for the other channels of
 * its group. OpenCV 4.6 convolves maps of less than 18 columns group by group and computes three outputs of a group at
 * once, so groups of one channel cost it about twice the time of these.
 * @param channels in a group; the number of outputs is a multiple of it
 */
export function inGroups({ shape, data }: Blob, channels: number): Blob {
  const [outputs = 0, , height = 0, width = 0] = shape;
  if (outputs % channels !== 0) throw new RangeError(`${outputs} channels can't be put in groups of ${channels}`);
  const area = height * width;
  const groups = new Float32Array(outputs * channels * area);
  for (let output = 0; output < outputs; output++) {
    const kernel = data.subarray(output * area, (output + 1) * area);
    groups.set(kernel, (output * channels + (output % channels)) * area);
  }
  return { shape: [outputs, channels, height, width], data: groups };
}

/** The matrix of a fully connected layer: inputs × outputs becomes outputs × inputs. */
export function transposed({ shape, data }: Tensor): Blob {
  const [inputs = 0, outputs = 0] = shape;
  const turned = new Float32Array(data.length);
  for (let out = 0; out < outputs; out++) {
    for (let input = 0; input < inputs; input++) turned[out * inputs + input] = data[input * outputs + out] ?? 0;
  }
  return { shape: [outputs, inputs], data: turned };
}

/**
 * The kernels in the bottom right of one that is larger by a row and a column of zeros. TensorFlow's SAME padding at
 * stride 2 pads an even side only at its end, Caffe at both: with this kernel and a padding of 1 both are the same.
 */
export function enlarged({ shape, data }: Blob): Blob {
  const [outputs = 0, inputs = 0, height = 0, width = 0] = shape;
  const larger = new Float32Array(outputs * inputs * (height + 1) * (width + 1));
  for (let plane = 0; plane < outputs * inputs; plane++) {
    for (let y = 0; y < height; y++) {
      const row = data.subarray((plane * height + y) * width, (plane * height + y + 1) * width);
      larger.set(row, (plane * (height + 1) + y + 1) * (width + 1) + 1);
    }
  }
  return { shape: [outputs, inputs, height + 1, width + 1], data: larger };
}

/** The kernels turned by 180°, for a network that looks at the picture upside down. */
export function turned({ shape, data }: Blob): Blob {
  const [, , height = 1, width = 1] = shape;
  const area = height * width;
  const result = new Float32Array(data.length);
  for (let plane = 0; plane < data.length; plane += area) {
    result.set(data.slice(plane, plane + area).reverse(), plane);
  }
  return { shape, data: result };
}
