#!/usr/bin/env node
// A checkout runs the sources, so that `npx azstage` works there without a build; the package has none and runs what was built.
if (require('node:fs').existsSync(`${__dirname}/azstage.ts`)) {
  require('tsx/cjs');
  require('./azstage.ts');
} else {
  require('../dist/bin/azstage.js');
}
