import { quote, ValueError } from '../errors';

/** The revision of a Git repository that is checked out. */
export class GitReference {
  /**
   * The head of a branch, followed as it moves.
   *
   * @throws ValueError when Git takes no such name
   */
  public static branch(name: string): GitReference {
    return new GitReference('branch', referenceName('branch', name));
  }

  /**
   * A tag.
   *
   * @throws ValueError when Git takes no such name
   */
  public static tag(name: string): GitReference {
    return new GitReference('tag', referenceName('tag', name));
  }

  /**
   * The latest tag in a range of semantic versions, such as `>=1.2.0 <2.0.0`.
   *
   * @throws ValueError when it is empty
   */
  public static semver(range: string): GitReference {
    if (range.trim() === '') {
      throw new ValueError({ message: `semver ${quote(range)}`, allowed: 'a range such as >=1.2.0 <2.0.0' });
    }
    return new GitReference('semver', range);
  }

  /**
   * One commit, never moved.
   *
   * @param sha all 40 hexadecimal digits
   * @throws ValueError when it is none
   */
  public static commit(sha: string): GitReference {
    if (!/^[0-9a-f]{40}$/.test(sha)) {
      throw new ValueError({ message: `commit ${quote(sha)}`, allowed: 'all 40 hexadecimal digits, in lower case' });
    }
    return new GitReference('commit', sha);
  }

  private constructor(
    /** `branch`, `tag`, `semver` or `commit`. */
    public readonly type: string,
    public readonly value: string,
  ) {}
}

/** Source: git-scm.com/docs/git-check-ref-format. */
function referenceName(kind: string, name: string): string {
  const short = name.replace(/^refs\/(heads|tags)\//, '');
  const forbidden = /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|^\/|\/$|\.$|\.lock$|^-/;
  if (name === '' || short !== name || forbidden.test(name)) {
    const fix = short === name || short === '' ? undefined : `Did you mean ${quote(short)}?`;
    throw new ValueError({ message: `${kind} ${quote(name)}`, allowed: `the name of a ${kind} without refs/`, fix });
  }
  return name;
}
