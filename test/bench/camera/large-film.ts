import { cv } from '../../../src-main/camera/process/opencv.ts';
import { checkoutPath } from '../../../src-main/module-path.ts';
import { openPhotoFilm } from '../../faults/camera/photo-film.ts';

const WIDTH = 1280;
const HEIGHT = 720;
const RATE = 30;
/** Where the photos move: their faces are 50 to 150 px high, as those of people across a room are. */
const AT = { x: 320, y: 120, width: 640, height: 480 } as const;

/** Writes a film of 1280×720 at 30 frames a second (MJPEG in AVI): the moving photos before the demo's room. */
export async function writeLargeFilm(path: string, ms: number): Promise<void> {
  const room = cv.imread(checkoutPath('demo/room.jpg')).resize(HEIGHT, WIDTH, 0, 0, cv.INTER_LINEAR);
  const writer = new cv.VideoWriter(path, cv.VideoWriter.fourcc('MJPG'), RATE, new cv.Size(WIDTH, HEIGHT), true);
  const film = openPhotoFilm();
  try {
    for (let index = 0; index < Math.ceil((ms * RATE) / 1000); index += 1) {
      const picture = await film.next();
      if (picture === null) throw new Error('the film has no end');
      const part = room.getRegion(new cv.Rect(AT.x, AT.y, AT.width, AT.height));
      picture.mat.copyTo(part);
      writer.write(room);
      for (const used of [picture.mat, part]) used.release();
    }
  } finally {
    writer.release();
    film.close();
    room.release();
  }
}
