/** Phase of the platform: how much of it there is. Each has all stages of those before it, under the same names. */
export enum Phase {
  /** No stage at all: the files for containers on a laptop. */
  LOCAL = 'local',
  /** One cluster in the primary region. */
  REGION = 'region',
  /** The same, with tenants on it. */
  TENANTS = 'tenants',
  /** A full set of stages in each region, and one front door before all. */
  GLOBAL = 'global',
}

const ORDER = Object.values(Phase);

/** Whether a phase has what another one begins with. */
export function reaches(phase: Phase, other: Phase): boolean {
  return ORDER.indexOf(phase) >= ORDER.indexOf(other);
}
