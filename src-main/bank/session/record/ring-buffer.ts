/** The newest few of many, in a ring: adding one costs the same however many there were. */
export class Newest<Item> {
  readonly #capacity: number;
  readonly #items: Item[] = [];
  /** Where the oldest is, once the ring is full. */
  #oldest = 0;

  /** @param capacity at least 1 */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(item: Item): void {
    if (this.#items.length < this.#capacity) {
      this.#items.push(item);
      return;
    }
    this.#items[this.#oldest] = item;
    this.#oldest = (this.#oldest + 1) % this.#capacity;
  }

  /** Oldest first. */
  inOrder(): Item[] {
    return [...this.#items.slice(this.#oldest), ...this.#items.slice(0, this.#oldest)];
  }
}
