import fs from 'node:fs';

/** Removes the temporary directory that {@link setUp} made for the run. */
export default function tearDown(): void {
  fs.rmSync(process.env['TMPDIR'] as string, { recursive: true, force: true });
}
