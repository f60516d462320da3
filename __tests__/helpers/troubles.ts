import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { COMPILED_CLI } from './compiled-cli';
import { type TestProject } from './test-project';

/** File systems are mounted in a namespace of their own, which goes with the command. */
const UNSHARE = ['unshare', '--map-root-user', '--mount'] as const;

const CAN_MOUNT = succeeds(...UNSHARE, 'mount', '-t', 'tmpfs', 'tmpfs', '/tmp');

/** The user that nothing belongs to. Root may read everything, so that commands are run as this one. */
const NOBODY = '65534';

const AS_USER = process.getuid?.() === 0 ? ['setpriv', `--reuid=${NOBODY}`, '--clear-groups'] : [];

/** How a command line in a process of its own ended; the directory of the project is `<project>` in what it printed. */
export interface ProcessResult {
  readonly exitCode: number | null;
  readonly text: string;
}

/** Tests that mount file systems. Skipped, aloud, where a user may not. */
export const describeWithMounts = CAN_MOUNT ? describe : skipAloud('no user namespaces with mounts');

/** Tests of a user who may not read everything. Skipped, aloud, where root cannot become one who can run azstage. */
export const describeAsUser = succeeds(...AS_USER, 'test', '-r', COMPILED_CLI)
  ? describe
  : skipAloud('no other user than root');

/** Mounts the directory of a project, or one in it, so that it can be read only. */
export function readOnly(project: TestProject, directory = '.'): string {
  const place = path.join(project.directory, directory);
  return `mount --bind ${place} ${place} && mount -o remount,bind,ro ${place}`;
}

/** Mounts a file system with room for that many pages of 4 KiB at a directory of a project. */
export function small(project: TestProject, directory: string, pages: number): string {
  return `mount -t tmpfs -o size=${4 * pages}k,mode=700 tmpfs ${path.join(project.directory, directory)}`;
}

/** Runs a command line on file systems that are mounted for it. */
export function azstageOn(project: TestProject, mounts: string, ...args: string[]): ProcessResult {
  return run(project, [...UNSHARE, 'sh', '-c', `${mounts} && cd ${project.directory} && exec "$@"`, 'sh'], args);
}

/** Runs a command line as a user who may not read everything, and whom the project belongs to. */
export function azstageAsUser(project: TestProject, ...args: string[]): ProcessResult {
  if (AS_USER.length > 0) {
    spawnSync('chown', ['-R', NOBODY, project.directory]);
  }
  return run(project, AS_USER, args);
}

function run(project: TestProject, within: readonly string[], args: readonly string[]): ProcessResult {
  const [command = '', ...rest] = [...within, process.execPath, COMPILED_CLI, ...args];
  const { status, stdout, stderr } = spawnSync(command, rest, {
    cwd: project.directory,
    encoding: 'utf8',
    env: project.env(),
  });
  return { exitCode: status, text: `${stdout}${stderr}`.replaceAll(project.directory, '<project>') };
}

function succeeds(command = 'true', ...args: readonly string[]): boolean {
  return spawnSync(command, args).status === 0;
}

function skipAloud(why: string): (name: string, tests: () => void) => void {
  return (name, tests) => describe.skip(`${name} (${why})`, tests);
}
