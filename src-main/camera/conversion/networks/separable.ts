import type { CaffeNet } from '../caffe-net.ts';
import { depthwiseFilter, filter, inGroups, NARROW_GROUP, turned } from '../filters.ts';
import type { Weights } from '../weights.ts';

/** How a separable convolution of face-api's is turned into Caffe's. */
interface Shape {
  /** Its weights are named with this in front; so are its layers. */
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly stride?: number;
  /** Whether the network sees its picture turned by 180°. */
  readonly isTurned?: boolean;
  /** Whether its maps are too narrow for OpenCV's fast depthwise convolution; absent: they are wide, or widened. */
  readonly isNarrow?: boolean;
}

/**
 * A 3 × 3 convolution of each channel by itself, and one of 1 × 1 over all of them.
 * @param between what is done between the two
 * @returns the layer on top
 */
export function separable(
  net: CaffeNet,
  weights: Weights,
  bottom: string,
  shape: Shape,
  between: (depthwise: string) => string = (depthwise) => depthwise,
): string {
  const { name, inputs, outputs, stride = 1, isTurned = false, isNarrow = false } = shape;
  const group = isNarrow ? NARROW_GROUP : 1;
  const each = depthwiseFilter(weights.get(`${name}/depthwise_filter`, [3, 3, inputs, 1]));
  const depthwise = net.convolution(bottom, {
    name: `${name}/depthwise`,
    weights: inGroups(isTurned ? turned(each) : each, group),
    stride,
    pad: 1,
    group: inputs / group,
  });
  return net.convolution(between(depthwise), {
    name: `${name}/pointwise`,
    weights: filter(weights.get(`${name}/pointwise_filter`, [1, 1, inputs, outputs])),
    bias: weights.get(`${name}/bias`, [outputs]).data,
  });
}
