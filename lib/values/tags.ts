import { quote, ValueError } from '../errors';

/**
 * Checks tags against Azure's limits: at most 50, names up to 512 characters without `<>%&\?/` and unique whatever their case,
 * values up to 256.
 *
 * Source: learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations.
 *
 * @returns the tags
 * @throws ValueError when a tag is refused
 */
export function checkTags(tags: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(tags);
  if (entries.length > 50) {
    throw new ValueError({ message: `${entries.length} tags`, allowed: 'at most 50 on one resource' });
  }
  for (const [name, value] of entries) {
    if (name === '' || name.length > 512 || /[<>%&\\?/]/.test(name)) {
      throw new ValueError({ message: `tag name ${quote(name)}`, allowed: '1 to 512 characters other than <>%&\\?/' });
    }
    if (value.length > 256) {
      throw new ValueError({
        message: `tag ${quote(name)} has a value of ${value.length} characters`,
        allowed: 'up to 256',
      });
    }
  }
  const names = entries.map(([name]) => name.toLowerCase());
  const twice = entries.find(([name], index) => names.indexOf(name.toLowerCase()) < index);
  if (twice !== undefined) {
    throw new ValueError({
      message: `two tags are called ${quote(twice[0])}, but for their case`,
      allowed: 'each name once: Azure ignores case',
    });
  }
  return { ...tags };
}
