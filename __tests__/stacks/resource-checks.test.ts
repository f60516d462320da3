import { type Stage } from '../../lib/stage/stage';
import { metadataOf } from '../../lib/stage/stage-metadata';
import { findSystem } from '../../stacks';
import { SystemApps } from '../helpers/system-apps';

const ENDPOINT = ['private-endpoint', 'dns-record'];

/** Kinds of checks by system and stage, in alphabetical order, each once; stages whose resources are only looked for are left out. */
const CHECKS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  finagentix: {
    'stage-data-platform': [...ENDPOINT, 'redis', 'redis-modules', 'secrets', 'storage-containers'],
    'stage-ai-services': [...ENDPOINT, 'model-deployment', 'open-ai', 'quota'],
    'stage-data-ingestion': ['container-app', 'health'],
    'stage-agent-runtime': ['container-app', 'health'],
  },
  sigmatiq: {
    'stage-shared': ['secrets'],
    'stage-data': ['postgresql', 'redis'],
    'stage-app-infrastructure': ENDPOINT,
    'stage-apps': ['container-app'],
  },
  'trade-nexus': {
    'stage-storage': [...ENDPOINT, 'storage-containers'],
    'stage-apps': ['container-app'],
  },
  'holiday-peak-hub': {
    'stage-data': [...ENDPOINT, 'redis'],
    'stage-messaging': ENDPOINT,
    'stage-registry': ENDPOINT,
    'stage-gateway': ['health'],
    'stage-static-web-app': ['health'],
  },
};

test.each(Object.entries(CHECKS))('the stages of %s get what their checklists ask for', (name, expected) => {
  const app = new SystemApps(findSystem(name), '2026-11-01').with();
  const found = app.node.children
    .filter((child): child is Stage => 'metadata' in child)
    .map((stage) => [stage.node.id, (metadataOf(stage).resourceChecks ?? []).map(({ kind }) => kind)] as const)
    .filter(([, kinds]) => kinds.length > 0)
    .map(([stage, kinds]) => [stage, [...new Set(kinds)].sort()]);
  expect(Object.fromEntries(found)).toEqual(
    Object.fromEntries(Object.entries(expected).map(([stage, kinds]) => [stage, [...kinds].sort()])),
  );
});
