import { quote, ValueError } from '../errors';
import facts from '../facts/containerapps.json';

/** The pairs of the Consumption profile, smallest first. */
const CONSUMPTION = facts.cpuMemoryPairs.pairs
  .filter((pair) => pair.consumptionProfile)
  .map((pair) => ({ cpu: pair.cpu, memoryGib: gibOf(pair.memory) }));

/**
 * The processor and memory of one container of a container app or job.
 *
 * The Consumption profile takes fixed pairs only: a quarter of a processor at a time, and twice as many gibibytes. azurerm does not
 * check that, and Azure refuses at apply.
 */
export class ContainerResources {
  /**
   * A pair that the Consumption profile takes.
   *
   * @param cpu processors: 0.25 to 4 in steps of 0.25
   * @param memory such as `1Gi`: two gibibytes for each processor
   * @throws ValueError for any other pair, with the nearest ones
   */
  public static of(cpu: number, memory: string): ContainerResources {
    const memoryGib = gibOf(memory);
    if (!CONSUMPTION.some((pair) => pair.cpu === cpu && pair.memoryGib === memoryGib)) {
      throw new ValueError({
        message: `${cpu} vCPU with ${quote(memory)} is not a pair of the Consumption profile`,
        allowed: nearestPairs(cpu, memoryGib),
        fix: 'Other pairs need a dedicated workload profile: ContainerResources.dedicated(cpu, memory).',
      });
    }
    return new ContainerResources(cpu, memoryGib);
  }

  /**
   * So many processors and the memory that goes with them in the Consumption profile.
   *
   * @param cpu processors: 0.25 to 4 in steps of 0.25
   * @throws ValueError for any other number, with the nearest ones
   */
  public static cpu(cpu: number): ContainerResources {
    return ContainerResources.of(cpu, format(cpu * 2));
  }

  /**
   * Any pair, for a dedicated workload profile. The app checks that the profile is large enough.
   *
   * @param cpu processors, at least 0.1
   * @param memory such as `12Gi`
   * @throws ValueError when one of them is too small or unreadable
   */
  public static dedicated(cpu: number, memory: string): ContainerResources {
    const memoryGib = gibOf(memory);
    if (!(cpu >= 0.1) || !(memoryGib > 0)) {
      throw new ValueError({
        message: `${cpu} vCPU with ${quote(memory)}`,
        allowed: 'at least 0.1 vCPU, and some memory',
      });
    }
    return new ContainerResources(cpu, memoryGib);
  }

  /** Total resources of several containers. */
  public static sum(all: readonly ContainerResources[]): ContainerResources {
    return new ContainerResources(
      tidy(all.reduce((sum, each) => sum + each.cpu, 0)),
      tidy(all.reduce((sum, each) => sum + each.memoryGib, 0)),
    );
  }

  private constructor(
    /** Processors. */
    public readonly cpu: number,
    /** Memory in gibibytes. */
    public readonly memoryGib: number,
  ) {}

  /** Memory as Azure writes it: `0.5Gi`. */
  public get memory(): string {
    return format(this.memoryGib);
  }

  /** Whether the Consumption profile takes it. */
  public get fitsConsumption(): boolean {
    return CONSUMPTION.some((pair) => pair.cpu === this.cpu && pair.memoryGib === this.memoryGib);
  }

  public toString(): string {
    return describe(this);
  }
}

function gibOf(memory: string): number {
  const [, gib] = /^(\d+(?:\.\d+)?)Gi$/.exec(memory) ?? [];
  if (gib === undefined) {
    throw new ValueError({
      message: `${quote(memory)} is not an amount of memory`,
      allowed: 'gibibytes, such as 0.5Gi or 2Gi',
    });
  }
  return Number(gib);
}

function format(memoryGib: number): string {
  return `${memoryGib}Gi`;
}

/** Without the noise of binary fractions: 0.1 + 0.2 is 0.3. */
function tidy(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function describe({ cpu, memoryGib }: { cpu: number; memoryGib: number }): string {
  return `${cpu} vCPU with ${format(memoryGib)}`;
}

function nearestPairs(cpu: number, memoryGib: number): string {
  const byCpu = CONSUMPTION.toSorted((a, b) => Math.abs(a.cpu - cpu) - Math.abs(b.cpu - cpu))[0];
  const byMemory = CONSUMPTION.toSorted(
    (a, b) => Math.abs(a.memoryGib - memoryGib) - Math.abs(b.memoryGib - memoryGib),
  )[0];
  return [...new Set([byCpu, byMemory])]
    .filter((pair) => pair !== undefined)
    .map(describe)
    .join(', ');
}
