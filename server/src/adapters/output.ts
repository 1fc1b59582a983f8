/** Keeps the head and the tail of a stream whose middle does not fit: the first error and the summary are both there. */
export class CappedOutput {
  readonly #head: Buffer[] = [];
  readonly #tail: Buffer[] = [];
  readonly #halfBytes: number;
  #headBytes = 0;
  #tailBytes = 0;
  #droppedBytes = 0;

  constructor(bytesMax: number) {
    this.#halfBytes = Math.max(1, Math.floor(bytesMax / 2));
  }

  add(chunk: Buffer): void {
    const room = this.#halfBytes - this.#headBytes;
    const head = chunk.subarray(0, Math.max(0, room));
    if (head.length > 0) {
      this.#head.push(head);
      this.#headBytes += head.length;
    }
    const rest = chunk.subarray(head.length);
    if (rest.length === 0) return;
    this.#tail.push(rest);
    this.#tailBytes += rest.length;
    this.#trimTail();
  }

  get truncated(): boolean {
    return this.#droppedBytes > 0;
  }

  text(): string {
    const tail = Buffer.concat(this.#tail);
    if (!this.truncated) return Buffer.concat([...this.#head, tail]).toString('utf8');
    const left = `\n… ${this.#droppedBytes} bytes left out …\n`;
    return Buffer.concat(this.#head).toString('utf8') + left + tail.toString('utf8');
  }

  #trimTail(): void {
    while (this.#tailBytes > this.#halfBytes) {
      const [first] = this.#tail;
      if (!first) return;
      const excess = this.#tailBytes - this.#halfBytes;
      const dropped = Math.min(excess, first.length);
      if (dropped === first.length) this.#tail.shift();
      else this.#tail[0] = first.subarray(dropped);
      this.#tailBytes -= dropped;
      this.#droppedBytes += dropped;
    }
  }
}
