import { type Page, type PageChange, type PageKind, type PageStage } from '../../lib/toolkit/page/page';

/** A page of a plan without stages, and what is said otherwise. */
export function pageWith(more: Partial<Page>): Page {
  return {
    title: 'azstage plan of shop',
    outcome: '2 to add, 1 to change, 1 to destroy',
    isFailed: false,
    facts: [
      { name: 'Environment', value: 'dev' },
      { name: 'azstage', value: '1.2.3' },
    ],
    alerts: [],
    stages: [],
    command: 'plan',
    ...more,
  };
}

/** A stage to which nothing happens, and what is said otherwise. */
export function pageStage(name: string, more: Partial<PageStage> = {}): PageStage {
  return {
    name,
    kind: 'unchanged',
    result: 'unchanged',
    dependencies: [],
    facts: [],
    changes: [],
    sections: [],
    ...more,
  };
}

/** A change that creates a resource, and what is said otherwise. */
export function pageChange(more: Partial<PageChange> = {}): PageChange {
  return { action: 'create', address: 'azurerm_subnet.Apps', constructPath: 'stage-network/Apps', ...more };
}

/** Five stages: one that changes, one that loses data because of it, one that fails, one that is blocked and one that stays as it is. */
export function shopPage(): Page {
  return pageWith({
    cost: { before: '$120.00', after: '$180.00', change: '+$60.00', note: '2 not priced' },
    alerts: [
      {
        title: 'Data of these resources will be lost',
        tone: 'bad',
        items: [{ stage: 'stage-data', text: 'replace stage-data/Database', detail: 'azurerm_managed_redis.Database' }],
      },
    ],
    stages: [
      pageStage('stage-network', { kind: 'change', tally: '~1', changes: [pageChange({ action: 'update' })] }),
      pageStage('stage-data', {
        kind: 'replace',
        title: 'Data platform',
        dependencies: ['stage-network'],
        tally: '±1',
        facts: [{ name: 'Cost', value: '+$60.00 a month' }],
        changes: [
          pageChange(),
          pageChange({
            action: 'replace',
            address: 'azurerm_managed_redis.Database',
            constructPath: 'stage-data/Database',
            source: 'stacks/shop/data.ts:42:5',
            losesData: true,
            causes: [{ stage: 'stage-network', output: 'subnet' }],
            arguments: [
              { name: 'sku', before: '"E5"', after: '"E10"', forcesReplacement: true },
              { name: 'key', isSensitive: true },
              { name: 'id', before: '"1"', isUnknown: true },
            ],
          }),
        ],
      }),
      pageStage('stage-apps', {
        kind: 'failed',
        dependencies: ['stage-data'],
        sections: [{ title: 'Errors', tone: 'bad', items: [{ text: 'Quota exceeded', detail: 'first\nsecond' }] }],
        changes: [pageChange({ progress: 'done' }), pageChange({ progress: 'not reached' })],
      }),
      pageStage('stage-agents', {
        kind: 'blocked',
        dependencies: ['stage-apps'],
        reason: 'until stage-apps is deployed',
      }),
      pageStage('stage-mail', { dependencies: ['stage-network'] }),
    ],
    spans: [
      { stage: 'stage-network', doing: 'plan', from: 0, to: 900 },
      { stage: 'stage-network', doing: 'run', from: 1000, to: 3000 },
      { stage: 'stage-data', doing: 'run', from: 3000, to: 9000 },
      { stage: 'stage-mail', doing: 'run', from: 3000, to: 4000 },
    ],
  });
}

/** A thousand stages of 499 tenants, most of which stay as they are. */
export function manyStages(): readonly PageStage[] {
  const tenants = Array.from({ length: 499 }, (_, index) => index);
  const more = (kind: PageKind) => (kind === 'unchanged' ? { kind } : { kind, changes: [pageChange()] });
  return [
    pageStage('stage-network', more('change')),
    pageStage('stage-shared', { dependencies: ['stage-network'] }),
    ...tenants.flatMap((index) => {
      const kind = index === 13 ? 'replace' : index % 50 === 3 ? 'change' : 'unchanged';
      const data = `tenant-${index}-data`;
      return [
        pageStage(data, { ...more(kind), dependencies: ['stage-shared'] }),
        pageStage(`tenant-${index}-app`, { ...more(kind), dependencies: [data, 'stage-shared'] }),
      ];
    }),
  ];
}

/** A page with every field that can be text as text of others. */
export function hostilePage(text: () => string): Page {
  const change: PageChange = {
    action: text(),
    address: text(),
    constructPath: text(),
    source: text(),
    causes: [{ stage: text(), output: text() }],
    progress: text(),
    losesData: true,
    arguments: [
      { name: text(), before: text(), after: text(), forcesReplacement: true },
      { name: text(), isSensitive: true },
    ],
  };
  const sections = (['bad', 'warning', 'neutral'] as const).map((tone) => ({
    title: text(),
    tone,
    items: [{ text: text(), detail: `${text()}\n${text()}` }],
  }));
  const stage = (name: string, dependencies: readonly string[]): PageStage => ({
    name,
    title: text(),
    kind: 'replace',
    result: text(),
    reason: text(),
    tally: text(),
    dependencies,
    facts: [{ name: text(), value: text() }],
    changes: [change, { ...change, arguments: [], source: undefined }],
    sections,
  });
  const names = [`${text()}1`, `${text()}2`, ...Array.from({ length: 40 }, (_, index) => `${text()}-${index}`)];
  return {
    title: text(),
    outcome: text(),
    isFailed: true,
    facts: [{ name: text(), value: text() }],
    cost: { before: text(), after: text(), change: text(), note: text() },
    alerts: sections.map(({ title, tone, items }) => ({
      title,
      tone,
      items: [{ ...items[0], text: text(), stage: names[0] }],
    })),
    stages: names.map((name, index) => stage(name, index === 0 ? [] : [names[0] ?? ''])),
    spans: names.map((name) => ({ stage: name, doing: 'run' as const, from: 0, to: 10 })),
    command: text(),
  };
}
