import { type PageFact } from './page';

/** Facts for a page, in the order of the names; what is not known is left out. */
export function pageFacts(values: Readonly<Record<string, string | undefined>>): readonly PageFact[] {
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}
