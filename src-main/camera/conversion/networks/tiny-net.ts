import { CaffeNet } from '../caffe-net.ts';
import { depthwiseFilter, filter } from '../filters.ts';
import type { Weights } from '../weights.ts';

/** Channels after each of the convolutions conv0 to conv5. */
const CHANNELS = [16, 32, 64, 128, 256, 512] as const;
/** Five anchors, each with x, y, width, height and score. */
const OUTPUTS = 25;
const LEAKY_SLOPE = 0.1;

/**
 * face-api's tiny face detector, after Tiny YOLO v2: 416 × 416 in, a grid of cells of 32 pixels out, as one row of
 * numbers, channel after channel.
 *
 * The last pool is 2 × 2 at stride 1 and TensorFlow pads its input at the end; Caffe pads both ends. The output grid
 * is therefore larger by one, and its first row and first column mean nothing.
 */
export function tinyNet(weights: Weights): CaffeNet {
  const net = new CaffeNet('tiny_face_detector', 'data', [1, 3, 416, 416]);
  let channels: number = CHANNELS[0];
  const first = net.convolution(net.input, {
    name: 'conv0',
    weights: filter(weights.get('conv0/filters', [3, 3, 3, channels])),
    bias: weights.get('conv0/bias', [channels]).data,
  });
  let top = net.maxPool(net.leakyRelu(first, 'conv0/leaky', LEAKY_SLOPE), 'pool0', 2, 2);
  for (const [position, outputs] of CHANNELS.slice(1).entries()) {
    const index = position + 1;
    const depthwise = net.convolution(top, {
      name: `conv${index}/depthwise`,
      weights: depthwiseFilter(weights.get(`conv${index}/depthwise_filter`, [3, 3, channels, 1])),
      pad: 1,
      group: channels,
    });
    const pointwise = net.convolution(depthwise, {
      name: `conv${index}/pointwise`,
      weights: filter(weights.get(`conv${index}/pointwise_filter`, [1, 1, channels, outputs])),
      bias: weights.get(`conv${index}/bias`, [outputs]).data,
    });
    const active = net.leakyRelu(pointwise, `conv${index}/leaky`, LEAKY_SLOPE);
    const last = index === CHANNELS.length - 1;
    top = last ? net.maxPool(active, `pool${index}`, 2, 1, 1) : net.maxPool(active, `pool${index}`, 2, 2);
    channels = outputs;
  }
  const grid = net.convolution(top, {
    name: 'conv8',
    weights: filter(weights.get('conv8/filters', [1, 1, channels, OUTPUTS])),
    bias: weights.get('conv8/bias', [OUTPUTS]).data,
  });
  net.flatten(grid, 'grid');
  return net;
}
