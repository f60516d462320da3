import { type DataPlaneCheck } from '../data-plane/data-plane-check';
import { JobVariable } from './job-variables';

/** Image with Node.js in which the program runs. Container Apps pull from this registry for themselves, so that no egress is needed for it alone. */
export const DEFAULT_IMAGE = 'mcr.microsoft.com/azurelinux/base/nodejs:24';

export const CONTAINER = 'azstage-verify';

/** Longest value of an environment variable: Linux allows 128 KiB with the name. https://man7.org/linux/man-pages/man2/execve.2.html */
const LONGEST_VALUE = 100_000;

/** Longest time of the job, in seconds: the checks, a pull of the image, and the time in which its log is read. */
const REPLICA_TIMEOUT = 600;

/** Identity of an app in the environment. */
export interface JobIdentity {
  readonly id: string;
  readonly clientId: string;
}

/** Environment in which the job runs. */
export interface JobEnvironment {
  readonly id: string;
  readonly location: string;
  /** @default none: an environment with the Consumption plan alone */
  readonly workloadProfileName?: string;
}

/** Content of a job. */
export interface JobContent {
  readonly run: string;
  /** JavaScript in one file, compressed with Brotli, in Base64. */
  readonly program: string;
  readonly checks: readonly DataPlaneCheck[];
  readonly identities: readonly JobIdentity[];
  /** @default {@link DEFAULT_IMAGE} */
  readonly image?: string;
}

/** Command that puts the program together and runs it: https://nodejs.org/api/cli.html#-e---eval-script */
const LOADER = [
  "const e=process.env,p='",
  JobVariable.PROGRAM,
  "';let t='';for(let i=0;e[p+i];i++)t+=e[p+i];",
  "const c=require('node:zlib').brotliDecompressSync(Buffer.from(t,'base64')).toString();",
  "new Function('require','module','exports',c)(require,{exports:{}},{})",
].join('');

/** Body of a job that runs once when it is started: https://learn.microsoft.com/rest/api/resource-manager/containerapps/jobs/create-or-update */
export function jobBody(environment: JobEnvironment, { image = DEFAULT_IMAGE, ...content }: JobContent): object {
  const identities = content.identities.map(({ id }) => [id, {}] as const);
  return {
    location: environment.location,
    tags: { 'managed-by': 'azstage-verify' },
    identity:
      identities.length === 0
        ? { type: 'None' }
        : { type: 'UserAssigned', userAssignedIdentities: Object.fromEntries(identities) },
    properties: {
      environmentId: environment.id,
      workloadProfileName: environment.workloadProfileName,
      configuration: {
        triggerType: 'Manual',
        replicaTimeout: REPLICA_TIMEOUT,
        replicaRetryLimit: 0,
        manualTriggerConfig: { parallelism: 1, replicaCompletionCount: 1 },
      },
      template: {
        containers: [
          {
            name: CONTAINER,
            image,
            command: ['node', '-e', LOADER],
            env: Object.entries(variablesOf(content)).map(([name, value]) => ({ name, value })),
            resources: { cpu: 0.25, memory: '0.5Gi' },
          },
        ],
      },
    },
  };
}

function variablesOf({ run, program, checks, identities }: Omit<JobContent, 'image'>): Record<string, string> {
  const parts = Array.from({ length: Math.ceil(program.length / LONGEST_VALUE) }, (_, index) =>
    program.slice(index * LONGEST_VALUE, (index + 1) * LONGEST_VALUE),
  );
  return {
    [JobVariable.RUN]: run,
    [JobVariable.CHECKS]: JSON.stringify(checks),
    [JobVariable.CLIENT_IDS]: identities.map(({ clientId }) => clientId).join(','),
    ...Object.fromEntries(parts.map((part, index) => [`${JobVariable.PROGRAM}${index}`, part])),
  };
}
