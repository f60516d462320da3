// Removes the directories that are named on the command line, so that a build has no leftovers of an earlier one.
import { rmSync } from 'node:fs';

for (const directory of process.argv.slice(2)) {
  rmSync(directory, { recursive: true, force: true });
}
