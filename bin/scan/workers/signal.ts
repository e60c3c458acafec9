/** Lets those who wait for a change look again. */
export class Signal {
  #waiting: (() => void)[] = [];

  /** Resolves with the next call of `wake`. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
