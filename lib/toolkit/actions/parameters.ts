import { type Session } from '../run/session';
import { type ParametersResult } from '../io/results';

/** The parameters of the system, with their values and the sources of these. */
export async function parameters(session: Session): Promise<ParametersResult> {
  const assembly = await session.synthesizeAlone('parameters');
  return { ...session.describe(assembly), parameters: assembly.metadata?.parameters ?? [] };
}
