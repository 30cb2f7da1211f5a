import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { cv } from '../../../src-main/camera/process/opencv.ts';
import { openPhotoFilm } from './photo-film.ts';

const BOUNDARY = 'frame';
const RATE = 25;

/** A network camera on 127.0.0.1 that sends the demo's first pictures over and over (MJPEG over HTTP). */
export class NetworkCamera {
  readonly #jpegs: readonly Buffer[];
  readonly #server: Server;
  readonly #viewers = new Set<ServerResponse>();
  #timer: NodeJS.Timeout | null = null;

  private constructor(jpegs: readonly Buffer[]) {
    this.#jpegs = jpegs;
    this.#server = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': `multipart/x-mixed-replace; boundary=${BOUNDARY}` });
      this.#viewers.add(response);
      response.on('close', () => this.#viewers.delete(response));
    });
  }

  /** Loads OpenCV here. */
  static async open(): Promise<NetworkCamera> {
    const film = openPhotoFilm();
    const jpegs: Buffer[] = [];
    for (let i = 0; i < 10; i += 1) {
      const picture = await film.next();
      if (picture === null) throw new Error('the film has no end');
      jpegs.push(cv.imencode('.jpg', picture.mat));
      picture.mat.release();
    }
    film.close();
    return new NetworkCamera(jpegs);
  }

  /** @returns its port */
  async listen(port = 0): Promise<number> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return address.port;
  }

  send(): void {
    let index = 0;
    this.#timer ??= setInterval(() => {
      const jpeg = this.#jpegs[index % this.#jpegs.length];
      index += 1;
      if (jpeg === undefined) return;
      for (const viewer of this.#viewers) {
        viewer.write(`--${BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`);
        viewer.write(jpeg);
        viewer.write('\r\n');
      }
    }, 1000 / RATE);
  }

  /** Keeps connections open and sends nothing more. */
  fallSilent(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Ends the connections and takes no others until it listens again. */
  async unplug(): Promise<void> {
    this.fallSilent();
    this.#server.closeAllConnections();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }
}
