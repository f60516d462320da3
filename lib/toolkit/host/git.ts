import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment } from './environment-variables';
import { ToolkitError } from '../toolkit-error';

/** Git repository that contains a project. */
export class GitRepository {
  /**
   * @param env environment variables of the process
   * @throws ToolkitError when the directory is in no repository, or git is not installed
   */
  public static async of(directory: string, env: NodeJS.ProcessEnv): Promise<GitRepository> {
    const gitEnv = childEnvironment(env);
    const found = await git(gitEnv, directory, 'rev-parse', '--show-toplevel', '--show-prefix');
    const [root = '', prefix = ''] = found.split('\n');
    return new GitRepository(gitEnv, root, prefix);
  }

  /**
   * Commit that is checked out, with `+` where tracked files were changed since.
   *
   * @returns undefined without a repository, a commit or git
   */
  public static async commitOf(directory: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
    const gitEnv = childEnvironment(env);
    try {
      const commit = (await git(gitEnv, directory, 'rev-parse', '--verify', '--quiet', 'HEAD')).trim();
      const changes = await git(gitEnv, directory, 'status', '--porcelain', '--untracked-files=no');
      return `${commit}${changes === '' ? '' : '+'}`;
    } catch (error) {
      if (error instanceof ToolkitError) {
        return undefined;
      }
      throw error;
    }
  }

  /**
   * Root of the repository that contains a directory, and the path of the directory in it, with `/`.
   *
   * @returns undefined without a repository or git
   */
  public static async placeOf(
    directory: string,
    env: NodeJS.ProcessEnv,
  ): Promise<{ readonly root: string; readonly prefix: string } | undefined> {
    try {
      const { root, prefix } = await GitRepository.of(directory, env);
      return { root, prefix: prefix.replace(/\/$/, '') };
    } catch (error) {
      if (error instanceof ToolkitError) {
        return undefined;
      }
      throw error;
    }
  }

  private constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly root: string,
    /** Path of the directory relative to the root. */
    private readonly prefix: string,
  ) {}

  /**
   * Checks out a commit into a temporary worktree that links the installed packages, and removes it at the end.
   *
   * @param ref branch, tag or commit
   * @param work gets the same directory in the worktree
   * @throws ToolkitError when the commit does not exist
   */
  public async withWorktree<T>(ref: string, work: (directory: string) => Promise<T>): Promise<T> {
    const commit = await this.commitOf(ref);
    const temporary = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'azstage-since-'));
    const tree = path.join(temporary, 'tree');
    try {
      // A checkout hook may have side effects, such as installing packages.
      const add = ['-c', 'core.hooksPath=/dev/null', 'worktree', 'add', '--detach', '--quiet', tree, commit];
      await git(this.env, this.root, ...add);
      this.linkPackages(tree);
      return await work(path.join(tree, this.prefix));
    } finally {
      fs.rmSync(temporary, { recursive: true, force: true });
      await git(this.env, this.root, 'worktree', 'prune');
    }
  }

  private async commitOf(ref: string): Promise<string> {
    try {
      const verify = ['rev-parse', '--verify', '--quiet', '--end-of-options'];
      return (await git(this.env, this.root, ...verify, `${ref}^{commit}`)).trim();
    } catch {
      throw new ToolkitError(
        'USAGE',
        `"${ref}" is not a commit of the repository in ${this.root}.`,
        'Name a branch, a tag or a commit that was fetched: azstage plan --since origin/main. A shallow clone of CI may need a deeper fetch.',
      );
    }
  }

  /** Links `node_modules` of the directory and its parents, as packages are not in version control. */
  private linkPackages(tree: string): void {
    const parts = this.prefix.split('/').filter((part) => part !== '');
    for (let depth = 0; depth <= parts.length; depth += 1) {
      const directory = parts.slice(0, depth).join('/');
      const from = path.join(this.root, directory, 'node_modules');
      const to = path.join(tree, directory, 'node_modules');
      if (fs.existsSync(from) && fs.existsSync(path.dirname(to)) && !fs.existsSync(to)) {
        fs.symlinkSync(from, to, 'junction');
      }
    }
  }
}

async function git(env: NodeJS.ProcessEnv, directory: string, ...args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)('git', ['-C', directory, ...args], { env })).stdout;
  } catch (error) {
    const { code, stderr = '' } = error as { readonly code?: unknown; readonly stderr?: string };
    throw code === 'ENOENT'
      ? new ToolkitError('USAGE', 'git was not found on the PATH.', 'Install it, or leave out --since.')
      : new ToolkitError(
          'USAGE',
          `git ${args.join(' ')} failed: ${stderr.trim()}`,
          'The project has to be in a git repository.',
        );
  }
}
