import { type CommonSettings } from './pipeline-options';
import { type CommandStep, type InputWord, type Word } from './pipeline';

/** Directory of reports, relative to the project. */
export const REPORTS = 'reports';

/** Directory of an encrypted bundle, relative to the project. */
export const PLANS = 'plans';

/** Lifecycles of stages that come and go. */
export const SWITCHED: readonly string[] = ['ephemeral', 'on-demand'];

/** Addresses whose data may be lost, which whoever starts a run gives. */
const LOSSES: InputWord = { input: 'ALLOW_DATA_LOSS', option: '--allow-data-loss' };

/** Stages that whoever starts a run gives: all of those lifecycles otherwise. */
const STAGES: InputWord = { input: 'STAGES', otherwise: ['--lifecycle', ...SWITCHED] };

/** Command lines of jobs, each of which runs in a fresh checkout. */
export class AzstageCommands {
  constructor(
    private readonly settings: CommonSettings,
    private readonly secrets: readonly string[],
  ) {}

  public synth(environment: string): CommandStep {
    return { ...this.step(`Synthesize ${environment}`, ['synth', ...this.of(environment)]), secrets: [] };
  }

  public findings(environment: string): CommandStep {
    const file = `${REPORTS}/findings-${environment}.sarif`;
    const words = ['check', ...this.of(environment), '--sarif', file];
    return { ...this.step(`Check the policies of ${environment}`, words), secrets: [], always: true };
  }

  /** Plan of a pull request: with previews of what is not deployed yet, and the difference of the costs in its report. */
  public plan(environment: string): CommandStep {
    const words = ['plan', ...this.of(environment), '--summary', ...reports(`plan-${environment}`)];
    return this.step(`Plan ${environment}`, words);
  }

  /** Drift for the comment of a pull request, which fails no job. */
  public driftBesidePlan(environment: string): CommandStep {
    return this.step(`Drift of ${environment}`, ['drift', ...this.of(environment), ...reports(`drift-${environment}`)]);
  }

  public drift(environment: string): CommandStep {
    const words = ['drift', ...this.of(environment), '--detailed-exitcode', ...reports(`drift-${environment}`)];
    return { ...this.step(`Drift of ${environment}`, words), about: 'Exit code 2, which fails the job, means drift.' };
  }

  public bundle(environment: string): CommandStep {
    const out = ['--out', PLANS, '--encrypt'];
    const words = ['plan', ...this.of(environment), '--summary', ...out, ...reports(`plan-${environment}`)];
    return { ...this.step(`Plan ${environment} and encrypt the plans`, words), needsPassphrase: true };
  }

  /** Applies the part of a bundle that some stages have; the other settings are in the bundle. */
  public deploy(environment: string, stages: readonly string[], report: string): CommandStep {
    const words = ['deploy', ...stages, '--plan', PLANS, '--environment', environment, ...reports(report), LOSSES];
    return { ...this.step(`Deploy ${stages.join(', ')}`, words), needsPassphrase: true };
  }

  public down(environment: string, isProtected: boolean): CommandStep {
    const confirmation = isProtected ? ['--confirm', environment] : [];
    const approval = ['--yes', ...confirmation, ...reports(`down-${environment}`)];
    return this.step(`Destroy in ${environment}`, ['down', STAGES, ...this.of(environment), ...approval, LOSSES]);
  }

  public up(environment: string): CommandStep {
    const words = ['deploy', STAGES, ...this.of(environment), '--yes', ...reports(`up-${environment}`), LOSSES];
    return this.step(`Deploy in ${environment}`, words);
  }

  private step(title: string, words: readonly Word[]): CommandStep {
    return { kind: 'command', title, words: ['npx', 'azstage', ...words], secrets: this.secrets };
  }

  private of(environment: string): readonly string[] {
    return ['--environment', environment, ...settingsWords(this.settings)];
  }
}

/** Options of the settings that are the same in all environments. */
export function settingsWords({ project, system, location, parameters = {} }: CommonSettings): readonly string[] {
  const options = { system, project, location };
  return [
    ...Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value])),
    ...(Object.keys(parameters).length === 0 ? [] : ['--parameters']),
    ...Object.entries(parameters).map(([name, value]) => `${name}=${value}`),
  ];
}

function reports(name: string): readonly string[] {
  return ['--report', ...['md', 'json', 'xml'].map((format) => `${REPORTS}/${name}.${format}`)];
}
