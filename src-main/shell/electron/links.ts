import { app } from 'electron';

/** Links that the system hands to the running app (macOS; elsewhere they are arguments of a second start). */
export class Links {
  #early: string[] = [];
  #open = (url: string): void => {
    this.#early.push(url);
  };

  constructor() {
    app.on('open-url', (event, url) => {
      event.preventDefault();
      this.#open(url);
    });
  }

  /** Those that came before anybody followed. */
  get early(): readonly string[] {
    return this.#early;
  }

  /** Gives all links to `open`, those first that came too early. */
  follow(open: (url: string) => void): void {
    this.#open = open;
    for (const url of this.#early.splice(0)) open(url);
  }
}
