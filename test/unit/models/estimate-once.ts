import type { Mat } from 'opencv4nodejs';
import type { Estimate, FaceView, Pack } from '../../../src-main/camera/process/age-gender/pack.ts';

/** Lets all networks of a pack look at one view, and judges by that alone. */
export async function estimateOnce(pack: Pack, frame: Mat, view: FaceView): Promise<Estimate> {
  const first = await pack.look(frame, view);
  return pack.judge(first, pack.second === null ? null : await pack.second.look(frame, view));
}
