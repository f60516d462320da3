import { deploy, type DeployOptions } from '../../lib/toolkit/actions/deploy';
import { plan, type PlanOptions } from '../../lib/toolkit/actions/plan';
import { type IoMessage, type IoRequest } from '../../lib/toolkit/io/io-host';
import { type RunResult, type StageOutcome } from '../../lib/toolkit/io/run-result';
import { RecordingIoHost } from './recording-io-host';
import { type TestProject } from './test-project';

/** An expression that reads an output of another stage. */
export function reading(stage: string, output: string): string {
  return `\${data.terraform_remote_state.${stage}.outputs.${output}}`;
}

/** A run of `plan` or `deploy`, and all that was said and asked meanwhile. */
export class Observed {
  /** What `plan` shows. */
  public static async plan(project: TestProject, options: Partial<PlanOptions> = {}): Promise<Observed> {
    const host = new RecordingIoHost();
    return new Observed(await plan(project.session(host), { stages: [], ...options }), host);
  }

  /**
   * What `deploy` of all stages does.
   *
   * @param answer what to answer; undefined as if nobody were there
   */
  public static async deploy(
    project: TestProject,
    answer: (request: IoRequest) => boolean | undefined,
    options: Partial<DeployOptions> = {},
  ): Promise<Observed> {
    const host = new RecordingIoHost(answer);
    return new Observed(await deploy(project.session(host), { stages: [], all: true, ...options }), host);
  }

  private constructor(
    public readonly result: RunResult,
    private readonly host: RecordingIoHost,
  ) {}

  /** `a planned, b blocked` */
  public get summary(): string {
    return this.result.stages.map(({ stage, result }) => `${stage} ${result}`).join(', ');
  }

  /** What was asked. */
  public get questions(): string[] {
    return this.host.requests.map(({ text }) => text);
  }

  public get messages(): readonly IoMessage[] {
    return this.host.messages;
  }

  /** All that was said, with the data, as text. */
  public get everything(): string {
    return JSON.stringify([this.messages, this.result]);
  }

  /** The plan of a stage as it was shown. */
  public text(stage: string): string {
    return this.said('plan.shown', stage).join('\n');
  }

  /** What was said of a stage. */
  public said(code: string, stage: string): string[] {
    return this.messages.filter((message) => message.code === code && message.stage === stage).map(({ text }) => text);
  }

  public stage(name: string): StageOutcome {
    const found = this.result.stages.find(({ stage }) => stage === name);
    if (found === undefined) {
      throw new TypeError(`Stage ${name} was not worked on.`);
    }
    return found;
  }

  /** `create terraform_data.A` and so on. */
  public changes(stage: string): string[] {
    return (this.stage(stage).changes ?? []).map(({ action, address }) => `${action} ${address}`);
  }

  /** The lines of a plan that hold an argument or output: `+ input = "a"`, with one space where there are more. */
  public lines(stage: string, name: string): string[] {
    return this.text(stage)
      .split('\n')
      .map((line) => line.trim().replace(/ +/g, ' '))
      .filter((line) => new RegExp(`^([-+~/]+ )?"?${name}"? =`).test(line));
  }
}
