import { type StageChange, type StageDrift, type StageOutcome } from '../../lib/toolkit/io/run-result';
import { type Report, REPORT_SCHEMA } from '../../lib/toolkit/report/report';

/** A report of a run in which nothing happened, and what is said otherwise. */
export function reportWith(more: Partial<Report>): Report {
  return {
    $schema: REPORT_SCHEMA,
    azstage: '1.2.3',
    command: 'deploy',
    app: 'shop',
    environment: 'dev',
    project: 'shop',
    location: 'eastus2',
    started: '2026-01-02T03:04:05.678Z',
    milliseconds: 65_432,
    exitCode: 0,
    settings: {},
    stages: [],
    checks: [],
    ...more,
  };
}

/** A stage that was applied in a second and a half, and what is said otherwise. */
export function stageWith(more: Partial<StageOutcome> = {}): StageOutcome {
  return { stage: 'stage-data', result: 'applied', milliseconds: 1500, ...more };
}

/** A resource that is created, and what is said otherwise. */
export function changeWith(more: Partial<StageChange> = {}): StageChange {
  return { address: 'azurerm_redis_cache.Cache', type: 'azurerm_redis_cache', action: 'create', ...more };
}

/** Drift of each kind. */
export const DRIFT: StageDrift = {
  changedOutside: [
    {
      address: 'azurerm_redis_cache.Cache',
      type: 'azurerm_redis_cache',
      action: 'update',
      attributes: ['capacity', 'sku_name'],
      answer: 'update',
      constructPath: 'stage-data/Cache',
      changes: [changeWith({ address: 'azurerm_key_vault_secret.Url', action: 'replace' })],
    },
    {
      address: 'azurerm_subnet.Data',
      type: 'azurerm_subnet',
      action: 'delete',
      attributes: [],
      changes: [],
    },
  ],
  notApplied: [changeWith({ address: 'azurerm_search_service.Search' })],
  upstreamChanged: [
    { stage: 'stage-foundation', output: 'network', changes: [changeWith({ address: 'azurerm_subnet.Apps' })] },
  ],
};
