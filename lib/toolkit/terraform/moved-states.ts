import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { parseJson } from '../host/json-file';
import { makePrivateDirectory, writeAtomically } from '../host/private-files';
import { ToolkitError } from '../toolkit-error';
import { terraformError } from './backend-root';
import { type TerraformCli } from './terraform-cli';
import { TerraformState } from './terraform-state';

/** States of two stages, as text; the second is empty where the stage has none. */
export interface StatePair {
  readonly from: string;
  readonly to: string;
}

/** State as Terraform wrote it, of which all but the outputs stays as it is. */
const MOVED_STATE = new JsonFormat('moved state', z.looseObject({ version: z.literal(4) }));

/** Resources to move. */
export interface Moves {
  /** Blocks that are in the first state. */
  readonly addresses: readonly string[];
  /** Blocks that are in both states already, as after a move that was killed. */
  readonly inBoth: readonly string[];
}

/**
 * States of two stages after resources have moved from one to the other. Terraform moves them between copies; no backend is written to.
 *
 * @param directory for the copies, which are removed
 * @throws ToolkitError when Terraform cannot move one
 */
export async function movedStates(
  cli: TerraformCli,
  directory: string,
  states: StatePair,
  { addresses, inBoth }: Moves,
): Promise<StatePair> {
  makePrivateDirectory(path.dirname(directory));
  const place = fs.mkdtempSync(`${directory}-`);
  const [from, to] = [path.join(place, 'from.tfstate'), path.join(place, 'to.tfstate')];
  try {
    writeAtomically(from, states.from);
    if (states.to !== '') {
      writeAtomically(to, states.to);
    }
    const call = async (address: string, ...args: readonly string[]) => {
      const { exitCode, stdout, stderr } = await cli.capture({
        args: ['state', ...args],
        workingDirectory: place,
        dataDirectory: path.join(place, 'terraform'),
      });
      if (exitCode !== 0) {
        const problem = terraformError(`${stderr}\n${stdout}`);
        throw new ToolkitError(
          'STATE_UNUSABLE',
          `Terraform cannot move ${address} in copies of the states: ${problem}`,
        );
      }
    };
    const source = ['-lock=false', `-state=${from}`, `-backup=${from}.backup`];
    for (const address of addresses) {
      await call(address, 'mv', ...source, `-state-out=${to}`, `-backup-out=${to}.backup`, address, address);
    }
    for (const address of inBoth) {
      await call(address, 'rm', ...source, address);
    }
    const rest = fs.readFileSync(from, 'utf8');
    const isEmpty = TerraformState.parse(rest, from)?.addresses.length === 0;
    return { from: isEmpty ? withoutOutputs(rest) : rest, to: fs.readFileSync(to, 'utf8') };
  } finally {
    fs.rmSync(place, { recursive: true, force: true });
  }
}

/**
 * A state without its outputs, as of a stage whose resources have all moved.
 *
 * @throws ToolkitError when it is no state
 */
export function withoutOutputs(text: string): string {
  const state = parseJson(text, 'The state after the move', MOVED_STATE, {
    code: 'STATE_UNUSABLE',
    fix: 'No state was changed. Use the Terraform that the states were written by.',
  });
  return JSON.stringify({ ...state, outputs: {} }, undefined, 2);
}
