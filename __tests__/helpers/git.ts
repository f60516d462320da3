import { spawnSync } from 'node:child_process';
import { describeWithTerraform } from './terraform';

const hasGit = spawnSync('git', ['--version']).status === 0;

/** Tests that need git beside Terraform; skipped, and said so, where there is none. */
export const describeWithGit = hasGit ? describeWithTerraform : describe.skip;

/** Makes a commit of everything in a directory, and a repository of it if it is none. */
export function commitAll(directory: string): void {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
  for (const args of [
    ['init', '--quiet'],
    ['add', '--all'],
    [...identity, 'commit', '--quiet', '--message', 'test'],
  ]) {
    const { status, stderr } = spawnSync('git', ['-C', directory, ...args], { encoding: 'utf8' });
    if (status !== 0) {
      throw new TypeError(`git ${args.join(' ')}: ${stderr}`);
    }
  }
}

/** What git knows of worktrees of a directory. */
export function worktreesOf(directory: string): string[] {
  const { stdout } = spawnSync('git', ['-C', directory, 'worktree', 'list', '--porcelain'], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.startsWith('worktree '));
}
