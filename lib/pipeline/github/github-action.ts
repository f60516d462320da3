import tools from '../../facts/pipeline-tools.json';
import { type Commented, noted } from '../yaml-text';

/** Action that a step uses: by its commit, with its tag beside it. */
export function action(name: keyof typeof tools.actions): Commented {
  const { tag, commit } = tools.actions[name];
  return noted(`${name}@${commit}`, tag);
}
