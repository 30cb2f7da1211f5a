import type { Picture } from '../source/source.ts';

/** A picture with several users at once (detector, encoder): its memory is freed when the last one is done. */
export class SharedPicture {
  readonly picture: Picture;
  #users = 1;

  constructor(picture: Picture) {
    this.picture = picture;
  }

  retain(): this {
    if (this.#users === 0) throw new Error('a picture was used after its release');
    this.#users += 1;
    return this;
  }

  release(): void {
    this.#users -= 1;
    if (this.#users === 0) this.picture.mat.release();
  }
}
