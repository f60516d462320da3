import { StorageAccount } from '../../../../lib/constructs/data/storage-account';
import { addDiagnostics, type DiagnosticsOptions } from '../../../../lib/constructs/observability/diagnostics';
import { LogAnalyticsWorkspace } from '../../../../lib/constructs/observability/log-analytics-workspace';
import { RenderedStage, testStage } from '../../../../lib/testing';

function settingsOf(diagnostics?: DiagnosticsOptions) {
  const stage = testStage();
  stage.context.setDefaults({ logAnalyticsWorkspace: new LogAnalyticsWorkspace(stage, 'Logs') });
  new StorageAccount(stage, 'Documents', { diagnostics });
  return RenderedStage.of(stage).resources('azurerm_monitor_diagnostic_setting');
}

test('each scope of a resource gets a setting with what it gives', () => {
  const [account, blob] = settingsOf();
  expect(account).toMatchObject({
    name: 'azstage',
    enabled_metric: [{ category: 'Capacity' }, { category: 'Transaction' }],
  });
  expect(account).not.toMatchObject({ enabled_log: [expect.anything()] });
  expect(blob).toMatchObject({
    target_resource_id: expect.stringMatching(/\.id\}\/blobServices\/default$/),
    enabled_log: [{ category_group: 'allLogs' }],
    enabled_metric: [{ category: 'Capacity' }, { category: 'Transaction' }],
  });
});

test('a service with AllMetrics sends that, and one without names its categories', () => {
  const stage = testStage();
  const workspace = new LogAnalyticsWorkspace(stage, 'Logs', { diagnostics: { enabled: false } });
  const scope = { targetResourceId: '/x', logs: false, metrics: true };
  addDiagnostics(
    stage,
    [
      { ...scope, id: 'vault' },
      { ...scope, id: 'account', metricCategories: ['Transaction'] },
    ],
    { workspace },
  );
  const settings = RenderedStage.of(stage).resources('azurerm_monitor_diagnostic_setting');
  expect(settings.map((setting) => setting['enabled_metric'])).toEqual([
    [{ category: 'Transaction' }],
    [{ category: 'AllMetrics' }],
  ]);
});

test('no setting has an argument that azurerm 5.0 removes', () => {
  for (const setting of settingsOf()) {
    expect(setting).not.toHaveProperty('metric');
    expect(JSON.stringify(setting)).not.toContain('retention_policy');
  }
});

test('a stage without workspace sends nothing', () => {
  const stage = testStage();
  new StorageAccount(stage, 'Documents');
  expect(stage).toHaveResourceCount('azurerm_monitor_diagnostic_setting', 0);
});

test('a resource can be silent, whatever else it says', () => {
  expect(settingsOf({ enabled: false, logCategories: [], metrics: false })).toEqual([]);
});

test('chosen categories replace the group, and a scope with nothing left gets no setting', () => {
  const settings = settingsOf({ logCategories: ['StorageDelete'], metrics: false });
  expect(settings).toHaveLength(1);
  expect(settings[0]).toMatchObject({ enabled_log: [{ category: 'StorageDelete' }] });
});

test('a service without the group allLogs names its categories', () => {
  const stage = testStage();
  const workspace = new LogAnalyticsWorkspace(stage, 'Logs');
  addDiagnostics(
    stage,
    [{ id: 'cluster', targetResourceId: '/x', logs: true, metrics: false, logCategories: ['kube-audit'] }],
    { workspace },
  );
  expect(stage).toHaveResource('azurerm_monitor_diagnostic_setting', { enabled_log: [{ category: 'kube-audit' }] });
});

test('sending neither logs nor metrics must be said in so many words', () => {
  expect(() => settingsOf({ logCategories: [], metrics: false })).toThrow(
    'stage-test/Documents: diagnostics: neither logs nor metrics would be sent. Set diagnostics.enabled to false to send nothing.',
  );
});
