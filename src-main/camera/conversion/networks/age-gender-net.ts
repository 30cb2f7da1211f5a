import { CaffeNet } from '../caffe-net.ts';
import { enlarged, filter, transposed } from '../filters.ts';
import type { Weights } from '../weights.ts';
import { separable } from './separable.ts';
import { WideMaps } from './wide-maps.ts';

/** Side of the square picture the network looks at, in pixels. */
const SIDE = 112;

/**
 * face-api's age and gender network, a small Xception: an entry convolution, blocks of depthwise-separable
 * convolutions with short cuts around them, a mean over the last 7 × 7 and one matrix each for age (years) and
 * gender (two classes, male first).
 */
export function ageGenderNet(weights: Weights): CaffeNet {
  const net = new CaffeNet('age_gender', 'data', [1, 3, SIDE, SIDE]);

  /** Halves the side. The first one gets its input activated already. */
  function reductionBlock(bottom: string, name: string, inputs: number, outputs: number, activate: boolean): string {
    const active = activate ? net.relu(bottom, `${name}/relu0`) : bottom;
    const first = separable(net, weights, active, { name: `${name}/separable_conv0`, inputs, outputs });
    const second = separable(net, weights, net.relu(first, `${name}/relu1`), {
      name: `${name}/separable_conv1`,
      inputs: outputs,
      outputs,
    });
    return reduced(second, bottom, name, inputs, outputs);
  }

  /** The same for wide maps; those that come out are narrow. */
  function wideReductionBlock(maps: WideMaps, bottom: string, name: string, inputs: number, outputs: number): string {
    const active = net.relu(bottom, `${name}/relu0`);
    const first = separable(net, weights, active, { name: `${name}/separable_conv0`, inputs, outputs });
    const second = separable(
      net,
      weights,
      maps.cleared(net.relu(first, `${name}/relu1`), outputs),
      { name: `${name}/separable_conv1`, inputs: outputs, outputs },
      (depthwise) => maps.narrowed(depthwise),
    );
    return reduced(second, maps.narrowed(bottom), name, inputs, outputs);
  }

  function reduced(top: string, bottom: string, name: string, inputs: number, outputs: number): string {
    // No padding needed: Caffe rounds the output's side up, which covers the same cells as SAME does.
    const pooled = net.maxPool(top, `${name}/pool`, 3, 2);
    const shortCut = net.convolution(bottom, {
      name: `${name}/expansion_conv`,
      weights: filter(weights.get(`${name}/expansion_conv/filters`, [1, 1, inputs, outputs])),
      bias: weights.get(`${name}/expansion_conv/bias`, [outputs]).data,
      stride: 2,
    });
    return net.sum(pooled, shortCut, `${name}/sum`);
  }

  function mainBlock(maps: WideMaps, bottom: string, name: string, channels: number): string {
    let top = bottom;
    for (const index of [0, 1, 2]) {
      const active = net.relu(top, `${name}/relu${index}`);
      top = separable(net, weights, index === 0 ? active : maps.cleared(active), {
        name: `${name}/separable_conv${index}`,
        inputs: channels,
        outputs: channels,
      });
    }
    return maps.cleared(net.sum(top, bottom, `${name}/sum`));
  }

  const entry = net.convolution(net.input, {
    name: 'entry_flow/conv_in',
    weights: enlarged(filter(weights.get('entry_flow/conv_in/filters', [3, 3, 3, 32]))),
    bias: weights.get('entry_flow/conv_in/bias', [32]).data,
    stride: 2,
    pad: 1,
  });
  let top = net.relu(entry, 'entry_flow/relu');
  top = reductionBlock(top, 'entry_flow/reduction_block_0', 32, 64, false);
  top = reductionBlock(top, 'entry_flow/reduction_block_1', 64, 128, true);
  const maps = new WideMaps(net, top, 'middle_flow', { channels: 128, side: SIDE / 8 });
  top = mainBlock(maps, maps.top, 'middle_flow/main_block_0', 128);
  top = mainBlock(maps, top, 'middle_flow/main_block_1', 128);
  top = wideReductionBlock(maps, top, 'exit_flow/reduction_block', 128, 256);
  const exit = { name: 'exit_flow/separable_conv', inputs: 256, outputs: 512, isNarrow: true };
  top = separable(net, weights, top, exit);
  const features = net.averagePool(net.relu(top, 'exit_flow/relu'), 'features', 7);
  const head = (name: string, outputs: number) =>
    net.innerProduct(
      features,
      name,
      transposed(weights.get(`fc/${name}/weights`, [512, outputs])),
      weights.get(`fc/${name}/bias`, [outputs]).data,
    );
  head('age', 1);
  net.softmax(head('gender', 2), 'gender_prob');
  return net;
}
