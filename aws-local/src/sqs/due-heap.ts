/** Something that waits for a moment; the heap keeps its own position in it, so that it can be moved or removed. */
export interface DueItem {
  dueMs: number;
  heapIndex: number;
}

/** A binary heap of items by due time, each of which can be removed or moved in logarithmic time. */
export class DueHeap<T extends DueItem> {
  #items: T[] = [];

  /** The item due next. */
  public get first(): T | undefined {
    return this.#items[0];
  }

  public add(item: T): void {
    item.heapIndex = this.#items.length;
    this.#items.push(item);
    this.#siftUp(item);
  }

  public remove(item: T): void {
    const last = this.#items.pop();
    if (last === undefined || last === item) return;
    this.#place(last, item.heapIndex);
    this.#settle(last);
  }

  /** Restores the order after the item's `dueMs` was changed. */
  public moved(item: T): void {
    this.#settle(item);
  }

  #settle(item: T): void {
    this.#siftUp(item);
    this.#siftDown(item);
  }

  #place(item: T, index: number): void {
    this.#items[index] = item;
    item.heapIndex = index;
  }

  #siftUp(item: T): void {
    while (item.heapIndex > 0) {
      const index = item.heapIndex;
      const parentIndex = (index - 1) >> 1;
      const parent = this.#items[parentIndex];
      if (parent === undefined || parent.dueMs <= item.dueMs) return;
      this.#place(parent, index);
      this.#place(item, parentIndex);
    }
  }

  #siftDown(item: T): void {
    for (;;) {
      const index = item.heapIndex;
      const left = this.#items[2 * index + 1];
      const right = this.#items[2 * index + 2];
      const child = right !== undefined && left !== undefined && right.dueMs < left.dueMs ? right : left;
      if (child === undefined || child.dueMs >= item.dueMs) return;
      const childIndex = child.heapIndex;
      this.#place(child, index);
      this.#place(item, childIndex);
    }
  }
}
