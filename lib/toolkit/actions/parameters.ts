import { type ParameterDescription } from '../../manifest/app-metadata';
import { type Session } from '../session';
import { describeApp, type SynthResult } from './synth';

/** The parameters in force. */
export interface ParametersResult extends Pick<SynthResult, 'app' | 'environment' | 'project' | 'location'> {
  readonly parameters: readonly ParameterDescription[];
}

/** The parameters of the system, what they are set to, and by what. */
export async function parameters(session: Session): Promise<ParametersResult> {
  const assembly = await session.synthesizeAlone('parameters');
  return { ...describeApp(assembly), parameters: assembly.metadata?.parameters ?? [] };
}
