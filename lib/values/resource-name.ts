import { quote, ValueError } from '../errors';
import facts from '../facts/naming.json';
import { sha256 } from './sha256';

/** Parts of a resource name. */
export interface ResourceNameParts {
  /** Terraform type, such as `azurerm_storage_account`. */
  readonly resourceType: string;
  /** Abbreviation that replaces the one of the Cloud Adoption Framework. @default the one in facts/naming.json */
  readonly abbreviation?: string;
  readonly project: string;
  readonly environment: string;
  /** Distinguishes it from others of its type. @default none */
  readonly qualifier?: string;
  /** Seed of the suffix that makes a name globally unique; only names with global scope use it. */
  readonly uniqueness: string;
  /** Region of the resource. Names that stay taken after a deletion differ by region. @default not known */
  readonly location?: string;
}

/**
 * A name that Azure takes for a type of resource.
 *
 * Names read `<abbreviation>-<project>-<environment>[-<qualifier>]` in lower case. Types that take no hyphens lose them. Names that
 * become part of a public host name end in five characters derived from `uniqueness`, and from the region where Azure keeps what was
 * deleted, and its name with it: so the same can be made anew in another region. A name that is too long for its type loses its
 * hyphens; if that is not enough and it ends in those characters, its qualifier too. Types that people rarely name, such as private
 * endpoints, keep their hyphens and have their end replaced by five characters that stand for the whole.
 */
export class ResourceName {
  /**
   * Derives a name.
   *
   * @throws ValueError when the result is too long or has a character that the type does not take
   */
  public static derive(parts: ResourceNameParts): string {
    const rule = ruleOf(parts.resourceType);
    const abbreviation = parts.abbreviation ?? rule.abbreviation ?? undefined;
    const place = rule.softDeleted === true ? parts.location : undefined;
    const unique = place === undefined ? parts.uniqueness : `${parts.uniqueness}@${place}`;
    const suffix = isPublicHostName(rule) ? uniqueSuffix(unique) : undefined;
    const words = (qualifier?: string) =>
      [abbreviation, parts.project, parts.environment, qualifier, suffix].filter(
        (word) => word !== undefined && word !== '',
      );
    const full = words(parts.qualifier);
    // The suffix is derived from the whole path, so a name that has one stays unique without its qualifier.
    const short = suffix === undefined ? full : words();
    const shorter = rule.shortened === true ? shortened(rule, full) : bare(full);
    const candidates = [full.join('-'), shorter, short.join('-'), bare(short)].filter(
      (name) => rule.hyphensAllowed || !name.includes('-'),
    );
    const name = candidates.find((candidate) => candidate.length <= rule.maxLength) ?? bare(full);
    return ResourceName.check(
      parts.resourceType,
      name.toLowerCase(),
      'Shorten the project, the environment or the qualifier, or give the name yourself.',
    );
  }

  /**
   * Checks a name that was given.
   *
   * @returns the name
   * @throws ValueError when the type does not take it
   */
  public static check(resourceType: string, name: string, fix?: string): string {
    const rule = ruleOf(resourceType);
    if (name.length < rule.minLength || name.length > rule.maxLength) {
      throw new ValueError({
        message: `name ${quote(name)} has ${name.length} characters, and ${resourceType} takes ${rule.minLength} to ${rule.maxLength}`,
        allowed: describe(rule),
        fix,
      });
    }
    if (!new RegExp(rule.regex).test(name)) {
      throw new ValueError({
        message: `name ${quote(name)} is not one that ${resourceType} takes`,
        allowed: describe(rule),
        fix,
      });
    }
    return name;
  }

  private constructor() {}
}

/** Five characters, the same for the same text: enough to tell apart the names of one organization. */
export function uniqueSuffix(text: string): string {
  return sha256(text).readUIntBE(0, 6).toString(36).padStart(5, '0').slice(-5);
}

/** The name with its end replaced by characters that stand for the whole. */
function shortened(rule: NamingRule, words: readonly (string | undefined)[]): string {
  const name = words.join('-');
  return `${name.slice(0, rule.maxLength - 6).replace(/-+$/, '')}-${uniqueSuffix(name)}`;
}

function bare(words: readonly (string | undefined)[]): string {
  return words.join('').replace(/-/g, '');
}

interface NamingRule {
  readonly resource: string;
  readonly abbreviation: string | null;
  readonly minLength: number;
  readonly maxLength: number;
  readonly regex: string;
  readonly scope: string;
  readonly hyphensAllowed: boolean;
  /** Whether a derived name that is too long loses its end instead of being refused. */
  readonly shortened?: boolean;
  /** Whether what was deleted can be recovered, and keeps its name until then. */
  readonly softDeleted?: boolean;
}

const rules = new Map<string, NamingRule>(
  (facts.entries as readonly NamingRule[]).map((entry) => [entry.resource, entry]),
);

function ruleOf(resourceType: string): NamingRule {
  const rule = rules.get(resourceType);
  if (rule === undefined) {
    throw new ValueError({
      message: `there is no naming rule for ${resourceType}`,
      allowed: 'the types in lib/facts/naming.json',
      fix: 'Give the name yourself.',
    });
  }
  return rule;
}

/** Whether the name is part of a host name that only one resource in the world, or in its region, can have. */
function isPublicHostName(rule: NamingRule): boolean {
  return rule.scope.startsWith('global') || rule.scope.startsWith('region') || rule.scope.includes('is global');
}

function describe(rule: NamingRule): string {
  return `${rule.minLength} to ${rule.maxLength} characters matching ${rule.regex}${isPublicHostName(rule) ? ', unique in all of Azure' : ''}`;
}
