import { didYouMean, quote, ValueError } from '../errors';
import facts from '../facts/roles.json';

/**
 * A built-in Azure role, by its GUID: names change, GUIDs do not.
 */
export class Role {
  /**
   * Finds a built-in role by its name.
   *
   * @throws ValueError when the facts have no such role
   */
  public static of(name: string): Role {
    const fact = facts.azureRbac.find((role) => role.name === name);
    if (fact === undefined) {
      const names = facts.azureRbac.map((role) => role.name);
      throw new ValueError({
        message: `${quote(name)} is not a built-in role that azstage knows`,
        allowed: 'the roles in lib/facts/roles.json, or Role.custom(name, guid)',
        fix: didYouMean(name, names),
      });
    }
    return new Role(fact.name, fact.id);
  }

  /**
   * A role of your own.
   *
   * @param guid the last segment of its role definition id
   * @throws ValueError when that is not a GUID
   */
  public static custom(name: string, guid: string): Role {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(guid)) {
      throw new ValueError({ message: `role id ${quote(guid)}`, allowed: 'a GUID' });
    }
    return new Role(name, guid.toLowerCase());
  }

  private constructor(
    public readonly name: string,
    /** The GUID of the role definition. */
    public readonly guid: string,
  ) {}

  /** Whether the role can change nearly everything at its scope, or grant itself the permission to. */
  public get isPrivileged(): boolean {
    return PRIVILEGED.includes(this.name);
  }
}

/** Source: the privileged administrator roles of learn.microsoft.com/azure/role-based-access-control/built-in-roles/privileged. */
const PRIVILEGED = ['Owner', 'Contributor', 'User Access Administrator', 'Role Based Access Control Administrator'];
