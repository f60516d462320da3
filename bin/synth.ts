import { runApp } from '../lib/stage/run-app';
import { createAppFor } from '../stacks';

// The "app" of cdktf.json: writes the Terraform JSON of the system that the environment and the cdktf context name.
process.exitCode = runApp(() => createAppFor(process.env), {
  outdir: process.env['CDKTF_OUTDIR'] ?? 'cdktf.out',
  debug: process.env['AZSTAGE_DEBUG'] !== undefined,
  stderr: process.stderr,
});
