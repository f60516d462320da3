import fs from 'node:fs';
import { deploy } from '../toolkit/actions/deploy';
import { down } from '../toolkit/actions/down';
import { plan } from '../toolkit/actions/plan';
import { type Assembly } from '../toolkit/assembly/assembly';
import { count } from '../toolkit/host/count';
import { type RunResult, type StageOutcome } from '../toolkit/io/run-result';
import { type ImageSupplier } from '../toolkit/run/image-supply';
import { Session } from '../toolkit/run/session';
import { secretVariables } from '../toolkit/terraform/secret-variables';
import { ToolkitError } from '../toolkit/toolkit-error';
import { isSuccess } from '../toolkit/unit/stage-outcome';
import { selectStages } from '../toolkit/unit/stage-selection';
import { assumeExisting } from './existing';
import { type Faults } from './faults';
import { type LoopbackAzure } from './loopback-azure';
import { loopbackImages } from './loopback-images';
import { type PrivateProject } from './private-project';
import { rehearsalEnvironment, withoutCredentials } from './rehearsal-environment';
import { placeholderOf, RehearsalHost } from './rehearsal-host';
import { type RehearsedStage, type RehearsedStep, type StepName } from './rehearsal-result';
import { type RehearseOptions } from './rehearse';

/** Properties of a rehearsal. */
export interface RehearsalProps {
  /** Session of the command. */
  readonly session: Session;
  readonly project: PrivateProject;
  readonly azure: LoopbackAzure;
  readonly faults: Faults;
  readonly options: RehearseOptions;
}

/** Lifecycles of stages that are taken down while others stay. */
const TEMPORARY = ['on-demand', 'ephemeral'];

/** Steps of a rehearsal, and what came of them. */
export class Rehearsal {
  /** Ids of what was assumed to exist. */
  public assumed: readonly string[] = [];
  private readonly steps = new Map<string, RehearsedStep[]>();
  private written?: Assembly;
  /** Session with the environment of the rehearsal, of which each run has a renewal. */
  private engine?: Session;

  constructor(private readonly props: RehearsalProps) {}

  /** App as it was synthesized last. */
  public get assembly(): Assembly {
    if (this.written === undefined) {
      throw new TypeError('The app is not synthesized yet.');
    }
    return this.written;
  }

  /** Ids of resources that are still there, without what was assumed to exist, and without that which is kept by soft delete. */
  public get leftOver(): readonly string[] {
    const { store } = this.props.azure.azure;
    return store
      .below('/subscriptions')
      .map(({ id }) => id)
      .filter((id) => !SOFT_DELETED.test(id))
      .filter((id) => !this.assumed.some((each) => isPartOf(id.toLowerCase(), each.toLowerCase())));
  }

  /**
   * Performs all steps.
   *
   * @throws ToolkitError when the app fails, a selection matches nothing, or the providers cannot be installed
   */
  public async perform(): Promise<readonly RehearsedStage[]> {
    const { project, azure, options, session } = this.props;
    this.written = await project.synthesize();
    session.announce(session.describe(this.written));
    const names = this.selected();
    this.assumed = assumeExisting(this.written, azure);
    await this.installProviders();
    await this.run('deploy', names, (inner, stages) =>
      deploy(inner, { stages, yes: true, images: this.images, ...this.parallel }),
    );
    await this.planAgain('plan', this.deployed(names));
    if (options.change !== undefined) {
      await this.change(options.change, names);
    }
    if (options.down === true) {
      await this.takeDown(this.deployed(names));
    }
    await this.run('destroy', names, (inner, stages) => this.destroy(inner, stages));
    return this.written.inDeploymentOrder.flatMap(({ name }) => {
      const steps = this.steps.get(name);
      return steps === undefined ? [] : [{ stage: name, steps }];
    });
  }

  private get parallel() {
    return { parallelism: this.props.options.parallelism };
  }

  private readonly images: ImageSupplier = (inner) => {
    const { azure, session } = this.props;
    return Promise.resolve(loopbackImages(inner, azure, session.project.directory));
  };

  /** Names of the selected stages and those that they depend on. */
  private selected(): readonly string[] {
    const { all = false, stages = [] } = this.props.options;
    if (all && stages.length > 0) {
      throw new ToolkitError('USAGE', `Name stages, or give --all, not both: ${stages.join(', ')}.`);
    }
    const chosen = new Set(selectStages(this.assembly, this.props.options).map(({ name }) => name));
    for (const stage of [...this.assembly.inDeploymentOrder].reverse()) {
      if (chosen.has(stage.name)) {
        stage.dependencies.forEach((name) => chosen.add(name));
      }
    }
    return this.assembly.inDeploymentOrder.map(({ name }) => name).filter((name) => chosen.has(name));
  }

  /** Installs the providers with the network and the mirrors of the user, before everything goes to loopback. */
  private async installProviders(): Promise<void> {
    const { session } = this.props;
    const { stages } = this.assembly;
    await this.sessionWith(withoutCredentials(session.env)).providers.ensure(stages, (providers) =>
      session.report.say('info', 'providers.installing', `Installing ${providers.join(', ')}`, { providers }),
    );
  }

  private async planAgain(step: StepName, names: readonly string[]): Promise<void> {
    await this.run(
      step,
      names,
      (inner, stages) => plan(inner, { stages, refresh: true, summary: true, ...this.parallel }),
      {
        judge: (outcome) => (outcome.result === 'planned' ? 'the plan is not empty' : undefined),
      },
    );
  }

  private async change(parameters: Readonly<Record<string, string>>, names: readonly string[]): Promise<void> {
    this.written = await this.props.project.synthesize(parameters);
    const there = new Set(this.written.stages.map(({ name }) => name));
    const remaining = names.filter((name) => there.has(name));
    await this.run('change', remaining, (inner, stages) =>
      deploy(inner, { stages, yes: true, downFirst: true, images: this.images, ...this.parallel }),
    );
    await this.planAgain('plan-after-change', this.deployed(remaining));
  }

  /** Destroys the stages that are on demand or ephemeral, and deploys them again. */
  private async takeDown(names: readonly string[]): Promise<void> {
    const temporary = this.assembly.stages.filter(({ metadata }) => TEMPORARY.includes(metadata?.lifecycle ?? ''));
    const stages = names.filter((name) => temporary.some((stage) => stage.name === name));
    if (stages.length > 0) {
      await this.run('down', stages, (inner, each) => this.destroy(inner, each));
      await this.run('redeploy', stages, (inner, each) =>
        deploy(inner, { stages: each, yes: true, images: this.images, ...this.parallel }),
      );
    }
  }

  private destroy(inner: Session, stages: readonly string[]): Promise<RunResult> {
    const confirm = this.assembly.metadata?.environment;
    return down(inner, { stages, yes: true, confirm, allowPermanent: true, ...this.parallel });
  }

  /** Stages whose last step held. */
  private deployed(names: readonly string[]): readonly string[] {
    return names.filter((name) => this.steps.get(name)?.at(-1)?.held === true);
  }

  /**
   * Runs a step with stages. Where faults on purpose make it fail, it is run once more without them.
   */
  private async run(
    step: StepName,
    stages: readonly string[],
    action: (inner: Session, stages: readonly string[]) => Promise<RunResult>,
    { judge = () => undefined }: { readonly judge?: (outcome: StageOutcome) => string | undefined } = {},
  ): Promise<void> {
    const { session, faults } = this.props;
    if (stages.length === 0 || session.interruption.happened) {
      return;
    }
    session.report.say('info', 'rehearsal.step', `${TITLES[step]}: ${count(stages.length, 'stage')}`, { step, stages });
    let result = await action(this.renewedSession(), stages);
    const failed = result.stages.filter((outcome) => !isSuccess(outcome.result)).map(({ stage }) => stage);
    const isRepeated = failed.length > 0 && Object.keys(faults.counts).length > 0;
    if (isRepeated) {
      session.report.say('info', 'rehearsal.step', `${TITLES[step]} once more, without faults`, { step, stages });
      faults.isActive = false;
      result = await action(this.renewedSession(), stages);
      faults.isActive = true;
    }
    for (const outcome of result.stages) {
      this.note(step, outcome, judge(outcome), isRepeated && failed.includes(outcome.stage) ? 2 : undefined);
    }
  }

  private note(step: StepName, outcome: StageOutcome, problem: string | undefined, runs?: number): void {
    const { stage, result, reason, milliseconds, changes, errors } = outcome;
    const held = isSuccess(result) && problem === undefined;
    const noted: RehearsedStep = { step, held, result, reason: problem ?? reason, milliseconds, changes, errors, runs };
    this.steps.set(stage, [...(this.steps.get(stage) ?? []), noted]);
  }

  /** Session for a run against the loopback Azure. */
  private renewedSession(): Session {
    this.engine ??= this.sessionWith(this.environment());
    return this.engine.renewed(this.host);
  }

  private environment(): NodeJS.ProcessEnv {
    const { session, azure, project } = this.props;
    const certificate = project.file('certificate.pem');
    fs.writeFileSync(certificate, azure.certificate.cert);
    return rehearsalEnvironment(session.env, azure, certificate);
  }

  private get host(): RehearsalHost {
    return new RehearsalHost({ notify: (message) => this.props.session.forward(message) });
  }

  /** Session on the private directory. Ctrl-C reaches it. */
  private sessionWith(env: NodeJS.ProcessEnv): Session {
    const { session, project } = this.props;
    const secrets = this.assembly.stages.flatMap(secretVariables).map(({ name }) => [name, placeholderOf(name)]);
    const inner = new Session({
      directory: project.directory,
      ioHost: this.host,
      env,
      skipSynth: true,
      secrets: Object.fromEntries(secrets) as Record<string, string>,
      sleep: session.sleep,
    });
    session.interruption.signal.addEventListener('abort', () => inner.interruption.interrupt());
    return inner;
  }
}

/** Entries of what soft delete keeps, which a destroy leaves on purpose. */
const SOFT_DELETED = /\/deleted[a-z]+\//i;

/** Whether an id is that of a resource, or of a part of it; what is in a resource group or an extension on a resource is none. */
function isPartOf(id: string, resource: string): boolean {
  const rest = id.startsWith(`${resource}/`) ? id.slice(resource.length) : undefined;
  return id === resource || (rest !== undefined && !rest.startsWith('/providers/'));
}

/** Titles of the steps. */
const TITLES: Readonly<Record<StepName, string>> = {
  deploy: 'Deploying',
  plan: 'Planning again, which has to change nothing',
  change: 'Deploying with the changed parameters',
  'plan-after-change': 'Planning again after the change',
  down: 'Destroying what is not permanent',
  redeploy: 'Deploying it again',
  destroy: 'Destroying',
};
