const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');

const OWN_SOURCE = readFileSync(__filename);

/** Replaces a module of a package by the one that Node.js loads: environment.ts. */
module.exports = {
  getCacheKey: (_source, file) => createHash('sha256').update(OWN_SOURCE).update(file).digest('hex'),
  process: (_source, file) => ({ code: `module.exports = requireShared(${JSON.stringify(file)});` }),
};
