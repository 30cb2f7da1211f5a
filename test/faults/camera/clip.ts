import { cv } from '../../../src-main/camera/process/opencv.ts';
import { openDemo } from '../../../src-main/camera/process/source/demo.ts';

/** Writes a 640×480 film at 30 frames a second (MJPEG in AVI) of the demo's moving photos. Loads OpenCV here. */
export async function writeClip(path: string, frames: number): Promise<void> {
  const writer = new cv.VideoWriter(path, cv.VideoWriter.fourcc('MJPG'), 30, new cv.Size(640, 480), true);
  const demo = openDemo();
  try {
    for (let index = 0; index < frames; index += 1) {
      const picture = await demo.next();
      if (picture === null) throw new Error('the demo has no end');
      writer.write(picture.mat);
      picture.mat.release();
    }
  } finally {
    writer.release();
    demo.close();
  }
}
