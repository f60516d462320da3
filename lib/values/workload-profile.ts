import { quote, ValueError } from '../errors';
import facts from '../facts/containerapps.json';
import { ContainerResources } from './container-resources';

/** A size of machine for the apps of an environment. */
export enum WorkloadProfileType {
  CONSUMPTION = 'Consumption',
  /** Serverless GPU: NVIDIA A100. */
  CONSUMPTION_GPU_NC24_A100 = 'Consumption-GPU-NC24-A100',
  /** Serverless GPU: NVIDIA T4. */
  CONSUMPTION_GPU_NC8AS_T4 = 'Consumption-GPU-NC8as-T4',
  /** 4 vCPU, 16 GiB. */
  D4 = 'D4',
  /** 8 vCPU, 32 GiB. */
  D8 = 'D8',
  /** 16 vCPU, 64 GiB. */
  D16 = 'D16',
  /** 32 vCPU, 128 GiB. */
  D32 = 'D32',
  /** 4 vCPU, 32 GiB. */
  E4 = 'E4',
  /** 8 vCPU, 64 GiB. */
  E8 = 'E8',
  /** 16 vCPU, 128 GiB. */
  E16 = 'E16',
  /** 32 vCPU, 256 GiB. */
  E32 = 'E32',
  /** 24 vCPU, 220 GiB, one A100. */
  NC24_A100 = 'NC24-A100',
  /** 48 vCPU, 440 GiB, two A100. */
  NC48_A100 = 'NC48-A100',
  /** 96 vCPU, 880 GiB, four A100. */
  NC96_A100 = 'NC96-A100',
}

export interface DedicatedProfileOptions {
  readonly type: WorkloadProfileType;
  /** Machines that are always there, and paid for. @default 0 */
  readonly minimumCount?: number;
  /** Machines at most. */
  readonly maximumCount: number;
}

/**
 * A workload profile of a Container Apps environment: the machines that apps run on.
 */
export class WorkloadProfile {
  /** Serverless: pay for what runs, up to 4 vCPU and 8 GiB for an app. */
  public static readonly CONSUMPTION = new WorkloadProfile('Consumption', WorkloadProfileType.CONSUMPTION);

  /**
   * Dedicated machines.
   *
   * @param name by which apps select it
   * @throws ValueError when the counts do not fit each other, or the type is serverless
   */
  public static dedicated(name: string, options: DedicatedProfileOptions): WorkloadProfile {
    const { type, maximumCount } = options;
    const minimumCount = options.minimumCount ?? 0;
    if (isServerless(type)) {
      throw new ValueError({
        message: `profile ${quote(name)} of the serverless type ${type} has no machines of its own`,
        allowed: 'a dedicated type such as D4',
        fix: 'Use WorkloadProfile.CONSUMPTION or WorkloadProfile.serverlessGpu.',
      });
    }
    if (!Number.isInteger(minimumCount) || minimumCount < 0 || !Number.isInteger(maximumCount) || maximumCount < 1) {
      throw new ValueError({
        message: `profile ${quote(name)} has ${minimumCount} to ${maximumCount} machines`,
        allowed: 'whole numbers, at least 0 and at least 1',
      });
    }
    if (minimumCount > maximumCount) {
      throw new ValueError({
        message: `profile ${quote(name)} has at least ${minimumCount} and at most ${maximumCount} machines`,
        allowed: 'a minimum no larger than the maximum',
      });
    }
    return new WorkloadProfile(name, type, minimumCount, maximumCount);
  }

  /**
   * Serverless GPU, where the region has it.
   *
   * @param name by which apps select it
   */
  public static serverlessGpu(
    name: string,
    type: WorkloadProfileType.CONSUMPTION_GPU_NC24_A100 | WorkloadProfileType.CONSUMPTION_GPU_NC8AS_T4,
  ): WorkloadProfile {
    return new WorkloadProfile(name, type);
  }

  private constructor(
    public readonly name: string,
    public readonly type: WorkloadProfileType,
    /** Undefined for a serverless profile. */
    public readonly minimumCount?: number,
    /** Undefined for a serverless profile. */
    public readonly maximumCount?: number,
  ) {}

  /** Whether the containers of one replica have room in it. */
  public fits(total: ContainerResources): boolean {
    const size = this.size;
    return size === undefined ? total.fitsConsumption : total.cpu <= size.vCPU && total.memoryGib <= size.memoryGiB;
  }

  /** Describes the largest container that fits, for messages. */
  public describeLimit(): string {
    const size = this.size;
    return size === undefined
      ? `in all a pair of the Consumption profile, at most ${ContainerResources.cpu(4).toString()}`
      : `in all at most ${size.vCPU} vCPU with ${size.memoryGiB}Gi, the size of ${this.type}`;
  }

  private get size(): ProfileSize | undefined {
    return (facts.workloadProfiles.sizes as unknown as Readonly<Record<string, ProfileSize>>)[this.type];
  }
}

interface ProfileSize {
  readonly vCPU: number;
  readonly memoryGiB: number;
}

function isServerless(type: WorkloadProfileType): boolean {
  return type.startsWith(WorkloadProfileType.CONSUMPTION);
}
