import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Assembly } from '../../lib/toolkit/assembly/assembly';
import { type RunContext } from '../../lib/toolkit/run/run-context';
import { type StageUnit } from '../../lib/toolkit/unit/stage-unit';

const STACKS = path.join(__dirname, '../stacks');

/** Systems and environments with goldens: `sigmatiq/beta`. */
export const GOLDEN_APPS: readonly string[] = fs.readdirSync(STACKS).flatMap((system) => {
  const goldens = path.join(STACKS, system, 'goldens');
  return fs.existsSync(goldens) ? fs.readdirSync(goldens).map((environment) => `${system}/${environment}`) : [];
});

/** The goldens of a system in an environment as the output of its app, none of whose stages is deployed. */
export function goldenRun(app: string, env: NodeJS.ProcessEnv = {}): RunContext {
  const [system = '', environment = ''] = app.split('/');
  const goldens = path.join(STACKS, system, 'goldens', environment);
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-goldens-'));
  const names = fs
    .readdirSync(goldens)
    .filter((file) => file.endsWith('.json'))
    .map((file) => path.basename(file, '.json'));
  const stacks = names.map((name) => {
    const workingDirectory = `stacks/${name}`;
    const synthesizedStackPath = `${workingDirectory}/cdk.tf.json`;
    fs.mkdirSync(path.join(directory, workingDirectory), { recursive: true });
    fs.copyFileSync(path.join(goldens, `${name}.json`), path.join(directory, synthesizedStackPath));
    return [
      name,
      { name, constructPath: name, workingDirectory, synthesizedStackPath, annotations: [], dependencies: [] },
    ] as const;
  });
  fs.writeFileSync(
    path.join(directory, 'manifest.json'),
    JSON.stringify({ version: '0.21.0', stacks: Object.fromEntries(stacks) }),
  );
  const assembly = Assembly.read(directory);
  // Terraform JSON is read on demand.
  assembly.stages.forEach((stage) => stage.template);
  fs.rmSync(directory, { recursive: true });
  const units = assembly.stages.map(
    (stage) => ({ name: stage.name, stage, state: () => Promise.resolve(undefined) }) as unknown as StageUnit,
  );
  return { units, assembly, session: { env } } as unknown as RunContext;
}
