import { type Assembly } from '../assembly/assembly';
import { findOrphans } from './orphans';
import { type Session } from './session';
import { type StageUnit } from '../unit/stage-unit';
import { shellWord } from '../host/shell-word';

/**
 * Orphaned stages of a run, as far as the run has looked for them.
 *
 * A run over some stages reads no more states than it needs anyway to warn of orphans. What must know every stage that may be deployed, such as the
 * guards of an output that is lost, looks for {@link all}.
 */
export class KnownOrphans {
  private everyOne?: Promise<readonly StageUnit[]>;
  private known: readonly StageUnit[] = [];

  constructor(
    private readonly session: Session,
    private readonly assembly: Assembly,
    private readonly units: readonly StageUnit[],
  ) {}

  /** Those that were found so far. */
  public get found(): readonly StageUnit[] {
    return this.known;
  }

  /** Finds those that the records of some stages name, and warns about each. */
  public async warn(read: readonly StageUnit[]): Promise<void> {
    this.known = await findOrphans(this.session, this.assembly, this.units, read);
    for (const orphan of this.known) {
      const resources = (await orphan.state())?.addresses.length ?? 0;
      const text = `is still deployed (${resources} resources), but no longer in the code. Destroy it with azstage down ${shellWord(orphan.name)}, or restore its code.`;
      const data = { resources, key: orphan.files.key };
      this.session.report.about(orphan.name).say('warning', 'stage.orphaned', text, data);
    }
  }

  /** Finds all of them. Reads the states of all stages, once. */
  public all(): Promise<readonly StageUnit[]> {
    this.everyOne ??= this.findAll();
    return this.everyOne;
  }

  private async findAll(): Promise<readonly StageUnit[]> {
    this.known = await findOrphans(this.session, this.assembly, this.units);
    return this.known;
  }
}
