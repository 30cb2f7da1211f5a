import { CaffeNet } from '../caffe-net.ts';
import { filter, transposed, turned } from '../filters.ts';
import type { Weights } from '../weights.ts';
import { separable } from './separable.ts';
import { WideMaps } from './wide-maps.ts';

/** Side of the square picture the network looks at, in pixels. */
const SIDE = 112;
/** x and y of 68 points. */
const OUTPUTS = 136;
/** Channels after each of the four blocks. */
const CHANNELS = [32, 64, 128, 256] as const;
/** The block whose maps are widened: those before it are wide, and those of the last one so narrow that it costs more. */
const WIDE = 2;

/**
 * face-api's network for 68 facial landmarks: four dense blocks that halve the side each, a mean over the last 7 × 7
 * and one matrix. Out come x and y of each point in turn, as parts of the picture's side.
 *
 * It sees the picture turned by 180° for the same reason as `ssdNet`; the points are those of the upright picture,
 * as the mean knows no direction.
 */
export function landmarkNet(weights: Weights): CaffeNet {
  const net = new CaffeNet('face_landmark_68', 'data', [1, 3, SIDE, SIDE]);

  /**
   * Three separable convolutions on top of an activated one; each sees the sum of all before it.
   * @param columns of the maps, where they are to be widened
   * @param isNarrow whether they are narrow and not to be widened
   */
  function denseBlock(
    first: string,
    name: string,
    channels: number,
    columns: number | null,
    isNarrow: boolean,
  ): string {
    const active = net.relu(first, `${name}/relu0`);
    const maps = columns === null ? null : new WideMaps(net, active, name, { channels, side: columns });
    let sum = maps?.top ?? active;
    let top = sum;
    for (const index of [1, 2, 3]) {
      const shape = { name: `${name}/conv${index}`, inputs: channels, outputs: channels, isTurned: true, isNarrow };
      sum = net.sum(sum, separable(net, weights, top, shape), `${name}/sum${index}`);
      if (maps !== null) sum = index === 3 ? maps.narrowed(sum) : maps.cleared(sum);
      top = net.relu(sum, `${name}/relu${index}`);
    }
    return top;
  }

  let top = net.input;
  let channels = 3;
  for (const [index, outputs] of CHANNELS.entries()) {
    const name = `dense${index}`;
    const first =
      index === 0
        ? net.convolution(top, {
            name: `${name}/conv0`,
            weights: turned(filter(weights.get(`${name}/conv0/filters`, [3, 3, channels, outputs]))),
            bias: weights.get(`${name}/conv0/bias`, [outputs]).data,
            stride: 2,
            pad: 1,
          })
        : separable(net, weights, top, {
            ...{ name: `${name}/conv0`, inputs: channels, outputs, stride: 2 },
            ...{ isTurned: true, isNarrow: index > WIDE },
          });
    top = denseBlock(first, name, outputs, index === WIDE ? SIDE / 8 : null, index > WIDE);
    channels = outputs;
  }
  net.innerProduct(
    net.averagePool(top, 'features', 7),
    'points',
    transposed(weights.get('fc/weights', [channels, OUTPUTS])),
    weights.get('fc/bias', [OUTPUTS]).data,
  );
  return net;
}
