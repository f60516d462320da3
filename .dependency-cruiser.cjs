/** The layers of docs/architecture.md: values, facts <- constructs <- stage <- stacks; bin -> cli -> toolkit. */
const below = (name, from, to) => ({ name, severity: 'error', from: { path: from }, to: { path: to } });

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    below('values-know-nothing', '^lib/values', '^lib/(constructs|stage|policy|cost|toolkit|cli|testing)|^stacks'),
    below('constructs-below-stage', '^lib/constructs', '^lib/(stage|policy|cost|toolkit|cli|testing)|^stacks'),
    below('stage-below-stacks', '^lib/stage', '^lib/(toolkit|cli|testing)|^stacks'),
    below(
      'toolkit-reads-the-manifest',
      '^lib/toolkit',
      '^lib/(constructs|stage|facts|cli|testing)|^stacks|@cdktf/provider-',
    ),
    below('cli-reads-the-manifest', '^lib/cli', '^lib/(constructs|stage|facts|testing)|^stacks|@cdktf/provider-'),
    below('lib-never-imports-systems', '^lib', '^(stacks|bin|__tests__)'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
