/** What one owner waits for: `items` from `next` on. */
interface Turn<Item> {
  readonly items: Item[];
  next: number;
}

/**
 * A queue in which owners take turns: who has asked for a thousand things doesn't keep another waiting for all of them.
 * Of one owner, the order stays. While no more wait than are taken at once, turns make no difference, and cost nothing.
 */
export class FairQueue<Item> {
  readonly #ownerOf: (item: Item) => string;
  /** Came last, not sorted by owner yet. */
  #fresh: Item[] = [];
  /** Sorted, the owner whose turn it is first; none is empty. */
  readonly #turns = new Map<string, Turn<Item>>();
  #sorted = 0;

  constructor(ownerOf: (item: Item) => string) {
    this.#ownerOf = ownerOf;
  }

  get length(): number {
    return this.#fresh.length + this.#sorted;
  }

  add(item: Item): void {
    this.#fresh.push(item);
  }

  /** Takes at most so many: one of each owner in turn. */
  take(limit: number): Item[] {
    if (this.#sorted === 0 && this.#fresh.length <= limit) {
      const all = this.#fresh;
      this.#fresh = [];
      return all;
    }
    for (const item of this.#fresh) this.#sort(item);
    this.#fresh = [];
    const taken: Item[] = [];
    // One walk: an owner that is put behind the others again is come to again.
    for (const [owner, own] of this.#turns) {
      if (taken.length === limit) break;
      this.#turns.delete(owner);
      const item = own.items[own.next++];
      if (item !== undefined) taken.push(item);
      if (own.next < own.items.length) this.#turns.set(owner, own);
    }
    this.#sorted -= taken.length;
    return taken;
  }

  #sort(item: Item): void {
    const owner = this.#ownerOf(item);
    const own = this.#turns.get(owner);
    if (own === undefined) this.#turns.set(owner, { items: [item], next: 0 });
    else own.items.push(item);
    this.#sorted += 1;
  }
}
