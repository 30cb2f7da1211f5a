import { cv } from '../../../src-main/camera/process/opencv.ts';
import { openPhotoFilm } from './photo-film.ts';

/** Writes a 640×480 film at 30 frames a second (MJPEG in AVI) of moving photos. Loads OpenCV here. */
export async function writeClip(path: string, frames: number): Promise<void> {
  const writer = new cv.VideoWriter(path, cv.VideoWriter.fourcc('MJPG'), 30, new cv.Size(640, 480), true);
  const film = openPhotoFilm();
  try {
    for (let index = 0; index < frames; index += 1) {
      const picture = await film.next();
      if (picture === null) throw new Error('the film has no end');
      writer.write(picture.mat);
      picture.mat.release();
    }
  } finally {
    writer.release();
    film.close();
  }
}
