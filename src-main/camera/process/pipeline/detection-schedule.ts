import { type Turn, turnOf } from '../detect/passes.ts';
import type { Picture } from '../source/source.ts';
import { Scene } from '../track/scene.ts';

/**
 * Time from one detection to the next, ms. In between faces are drawn where they should be; ten times a second is
 * enough for that. Where all faces stay about where they are, every second one of these searches is left out
 * (detect/steady-turns.ts).
 */
const DETECT_EVERY_MS = 100;
/**
 * Where faces are blurred, only searched pictures are shown: fifteen a second still look alive, and take 0.8 of a core.
 * Thirty took 1.7.
 */
const BLUR_EVERY_MS = 66;
/** Pictures come at about their times: one that is early by less than this counts as due. */
const EARLY_MS = 10;

/** Decides which pictures of a source are searched for faces, by the source's own time. */
export class DetectionSchedule {
  readonly #scene = new Scene();
  /** Searches of this scene so far. */
  #searches = 0;
  #next = Number.NEGATIVE_INFINITY;

  /**
   * To be called with every picture, in order.
   * @returns whether another scene begins with it, and whether it is time to search
   */
  plan(picture: Picture): { readonly cut: boolean; readonly due: boolean } {
    const cut = this.#scene.cut(picture.mat, picture.timeMs);
    if (cut) {
      this.#next = picture.timeMs;
      this.#searches = 0;
    }
    return { cut, due: picture.timeMs >= this.#next - EARLY_MS };
  }

  /**
   * This picture's search starts.
   * @param blurred whether the picture is shown only after it
   * @returns what is searched for
   */
  started(picture: Picture, blurred: boolean): Turn {
    const turn = turnOf(this.#searches, blurred);
    this.#searches += 1;
    this.#next = picture.timeMs + (blurred ? BLUR_EVERY_MS : DETECT_EVERY_MS);
    return turn;
  }
}
