/** Length of the beginning, and of the end, that is kept, in UTF-16 units. */
const KEPT = 64 * 1024;

/** Beginning and end of a text that arrives in parts and may be unbounded. */
export class Excerpt {
  private head = '';
  private readonly tail: string[] = [];
  private tailLength = 0;
  private omitted = 0;

  public add(part: string): void {
    const room = KEPT - this.head.length;
    this.head += part.slice(0, room);
    const rest = part.slice(room);
    if (rest !== '') {
      this.tail.push(rest);
      this.tailLength += rest.length;
      this.drop();
    }
  }

  /** Kept text; states how many characters are omitted in between. */
  public get text(): string {
    const gap = this.omitted === 0 ? '' : `\n... (${this.omitted} characters are omitted) ...\n`;
    return `${this.head}${gap}${this.tail.join('')}`;
  }

  /** Drops text that no longer belongs to the end. */
  private drop(): void {
    for (let over = this.tailLength - KEPT; over > 0; over = this.tailLength - KEPT) {
      const [first = ''] = this.tail;
      const dropped = Math.min(over, first.length);
      if (dropped === first.length) {
        this.tail.shift();
      } else {
        this.tail[0] = first.slice(dropped);
      }
      this.tailLength -= dropped;
      this.omitted += dropped;
    }
  }
}
