/**
 * JSON of a value without blanks, with the keys of its objects sorted: the same text for the same content.
 *
 * @param isMember whether a member of an object counts
 */
export function canonicalJson(value: unknown, isMember: (member: unknown) => boolean = () => true): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(
          Object.entries(part)
            .filter(([, member]) => isMember(member))
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : part,
  );
}
