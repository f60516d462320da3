import { type Session } from '../session';
import { describeApp } from '../assembly';
import { type ParametersResult } from '../results';

/** The parameters of the system, what they are set to, and by what. */
export async function parameters(session: Session): Promise<ParametersResult> {
  const assembly = await session.synthesizeAlone('parameters');
  return { ...describeApp(assembly), parameters: assembly.metadata?.parameters ?? [] };
}
