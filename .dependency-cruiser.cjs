/** The layers of docs/architecture.md: values, facts, tenants <- constructs <- stage <- stacks; bin -> cli -> rehearsal, secrets -> verify -> azure -> toolkit. */
const below = (name, from, to) => ({ name, severity: 'error', from: { path: from }, to: { path: to } });

/** The folders of lib/toolkit, the highest first: each knows those below it, and none beside or above it. */
const toolkit = [
  'actions',
  'bundle|deploy',
  'preview|since|report|hooks',
  'page',
  'graph',
  'run',
  'locks|drift|cost|policy',
  'unit',
  'io',
  'references',
  'terraform',
  'records',
  'assembly',
  'host',
];

const toolkitOrder = toolkit.map((level, index) => ({
  name: `toolkit-order-${level.replaceAll('|', '-')}`,
  severity: 'error',
  from: { path: `^lib/toolkit/(${level})/` },
  to: { path: `^lib/toolkit/(index\\.ts|(${toolkit.slice(0, index + 1).join('|')})/)`, pathNot: '^lib/toolkit/$1/' },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    ...toolkitOrder,
    { name: 'toolkit-no-circular', severity: 'error', from: { path: '^lib/toolkit' }, to: { circular: true } },
    below('toolkit-top-below-folders', '^lib/toolkit/(exit-code|toolkit-error|package-version)', '^lib/toolkit/.+/'),
    below(
      'values-know-nothing',
      '^lib/values',
      '^lib/(constructs|stage|images|policy|cost|toolkit|cli|testing|workloads)|^stacks',
    ),
    below(
      'images-below-constructs',
      '^lib/images',
      '^lib/(constructs|stage|policy|cost|toolkit|cli|testing|workloads|tenants)|^stacks|node_modules/(cdktf|@cdktf)/',
    ),
    below(
      'tenants-below-constructs',
      '^lib/tenants',
      '^lib/(constructs|stage|policy|cost|toolkit|cli|testing|workloads)|^stacks|node_modules/(cdktf|@cdktf)/',
    ),
    below(
      'workloads-beside-constructs',
      '^lib/workloads',
      '^lib/(constructs|stage|policy|cost|toolkit|cli|testing)|^stacks|node_modules/(cdktf|@cdktf)/',
    ),
    {
      name: 'workloads-and-pipeline-alone-load-cdk8s-and-yaml',
      severity: 'error',
      from: { path: '^(lib|bin)', pathNot: '^lib/(workloads|pipeline)' },
      to: { path: '^lib/workloads|node_modules/(cdk8s|cdk8s-plus-[0-9]+|yaml)/' },
    },
    below(
      'policy-beside-stage',
      '^lib/(policy|synthesized)',
      '^lib/(constructs|stage|cost|toolkit|cli|testing|workloads|tenants)|^stacks|node_modules/(cdktf|@cdktf)/',
    ),
    below(
      'pipeline-above-toolkit',
      '^lib/pipeline',
      '^lib/(constructs|stage|azure|cli|image-builds|logs|rehearsal|verify|testing|workloads|tenants)/|^stacks|node_modules/(cdktf|@cdktf|cdk8s|cdk8s-plus-[0-9]+)/',
    ),
    below('constructs-below-stage', '^lib/constructs', '^lib/(stage|policy|cost|toolkit|cli|testing)|^stacks'),
    below('stage-below-stacks', '^lib/stage', '^lib/(cost|toolkit|cli|testing)|^stacks'),
    below(
      'toolkit-reads-the-manifest',
      '^lib/toolkit',
      '^lib/(constructs|stage|facts|cli|testing)|^stacks|@cdktf/provider-',
    ),
    below(
      'toolkit-below-azure',
      '^lib/(toolkit|manifest|values|facts)',
      '^lib/(azure|image-builds|logs|pipeline|rehearsal|secrets|verify)',
    ),
    ...['azure', 'image-builds', 'logs'].map((name) =>
      below(
        `${name}-above-toolkit`,
        `^lib/${name}/`,
        `^lib/(constructs|stage|cli|${['image-builds', 'logs'].filter((other) => other !== name).join('|')}|rehearsal|verify|testing|workloads|tenants)/|^stacks|node_modules/(cdktf|@cdktf)/`,
      ),
    ),
    below(
      'rehearsal-above-toolkit',
      '^lib/rehearsal',
      '^lib/(constructs|stage|cli|verify|testing|workloads|tenants)|^stacks|node_modules/(cdktf|@cdktf)/',
    ),
    below(
      'verify-above-azure',
      '^lib/verify',
      '^lib/(constructs|stage|cli|rehearsal|testing|workloads|tenants)|^stacks|node_modules/(cdktf|@cdktf)/',
    ),
    below('nothing-but-the-cli-uses-secrets', '^lib/(azure|image-builds|logs|rehearsal|verify)/', '^lib/secrets'),
    below(
      'secrets-above-verify',
      '^lib/secrets',
      '^lib/(constructs|stage|cli|image-builds|logs|rehearsal|testing|workloads|tenants)|^stacks|node_modules/(cdktf|@cdktf)/',
    ),
    {
      // They run in a job of Azure too, where there is no project.
      name: 'data-planes-alone',
      severity: 'error',
      from: {
        path: '^lib/verify/(data-plane/|check\\.ts|from-job/(job-program|job-lines|job-variables|managed-identity))',
      },
      to: {
        path: '^lib/',
        pathNot:
          '^lib/(errors|json/|azure/|toolkit/(host|io)/|toolkit/(toolkit-error|package-version)|verify/(data-plane/|check|from-job/(job-|managed-)))',
      },
    },
    below('cli-reads-the-manifest', '^lib/cli', '^lib/(constructs|stage|facts|testing)|^stacks|@cdktf/provider-'),
    below('lib-never-imports-systems', '^lib', '^(stacks|bin|__tests__)'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
