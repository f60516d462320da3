import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type SettingsInput } from '../stage/settings';
import { Stage, type StageProps } from '../stage/stage';
import { StagedApp } from '../stage/staged-app';

export interface TestAppProps extends SettingsInput {
  /** Name of the system. @default demo */
  readonly name?: string;
  /** @default dev */
  readonly environment?: string;
}

export interface TestStageProps extends Partial<StageProps> {
  /** @default an app of {@link testApp} */
  readonly app?: StagedApp;
  /** @default stage-test */
  readonly id?: string;
}

/**
 * An app for tests: in a temporary directory, on a fixed day, touched by no variable of the machine.
 */
export function testApp(props: TestAppProps = {}): StagedApp {
  const { name, environment, ...settings } = props;
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-test-'));
  return new StagedApp({
    name: name ?? 'demo',
    environment: environment ?? 'dev',
    env: {},
    overrides: { today: '2026-11-01', ...settings },
    projectDirectory: directory,
    outdir: path.join(directory, 'cdktf.out'),
  });
}

/** A stage for tests, in an app of its own unless one is given. */
export function testStage(props: TestStageProps = {}): Stage {
  const { app, id, ...stage } = props;
  return new Stage(app ?? testApp(), id ?? 'stage-test', { title: 'Test', purpose: 'Tests.', ...stage });
}
