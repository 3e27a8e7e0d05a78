/**
 * Gives what is in sight places in the page, so that what comes into sight takes over the elements
 * of what has left it: while one scrolls, almost nothing is made anew.
 */
export class Slots {
  /** The place of each key; a key that was there before keeps its own. */
  assign(keys: readonly string[]): ReadonlyMap<string, number> {
    const wanted = new Set(keys);
    for (const [key, slot] of this._taken) {
      if (!wanted.has(key)) {
        this._taken.delete(key);
        this._free.push(slot);
      }
    }
    for (const key of wanted) {
      if (!this._taken.has(key)) {
        this._taken.set(key, this._free.pop() ?? this._taken.size);
      }
    }
    return this._taken;
  }

  private readonly _taken = new Map<string, number>();
  private readonly _free: number[] = [];
}
