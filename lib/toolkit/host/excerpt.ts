/** How much of the beginning and of the end is kept, in UTF-16 units. */
const KEPT = 64 * 1024;

/** The beginning and the end of a text that comes in parts, and may go on for ever. */
export class Excerpt {
  private head = '';
  private readonly tail: string[] = [];
  private tailLength = 0;
  private left = 0;

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

  /** What was kept; says how much is left out in between. */
  public get text(): string {
    const gap = this.left === 0 ? '' : `\n... (${this.left} characters are left out) ...\n`;
    return `${this.head}${gap}${this.tail.join('')}`;
  }

  /** Leaves out what is no longer of the end. */
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
      this.left += dropped;
    }
  }
}
