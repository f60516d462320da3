import { quote, ValueError } from '../errors';
import facts from '../facts/domain-suffixes.json';

const SUFFIX = new RegExp(facts.secondLevel);

/**
 * A domain in the public DNS: `www.example.com`.
 */
export class DomainName {
  /**
   * Parses a domain.
   *
   * @throws ValueError when it is none, or not in lower case
   */
  public static parse(text: string): DomainName {
    if (!/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/.test(text)) {
      throw new ValueError({
        message: `got ${quote(text)}`,
        allowed: 'a domain in lower case, such as www.example.com',
      });
    }
    return new DomainName(text);
  }

  private constructor(private readonly text: string) {}

  /** Whether it is one that a registrar sells, such as `example.com`: the apex of its zone, which can have no CNAME record (RFC 1034, 3.6.2). */
  public get isApex(): boolean {
    return this.text.split('.').length === 2;
  }

  /** Whether registrars may sell it, because the part behind its first label looks like a suffix: `example.co.uk`. */
  public get mayBeApex(): boolean {
    const [, ...rest] = this.text.split('.');
    return rest.length === 2 && SUFFIX.test(rest.join('.'));
  }

  public toString(): string {
    return this.text;
  }
}
