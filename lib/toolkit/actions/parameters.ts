import { type Session } from '../run/session';
import { describeApp } from '../assembly/assembly';
import { type ParametersResult } from '../io/results';

/** The parameters of the system, with their values and the sources of these. */
export async function parameters(session: Session): Promise<ParametersResult> {
  const assembly = await session.synthesizeAlone('parameters');
  return { ...describeApp(assembly), parameters: assembly.metadata?.parameters ?? [] };
}
