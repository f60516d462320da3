import fs from 'node:fs';
import path from 'node:path';
import { DOCUMENT_COSTS } from '../helpers/document-tables';
import { compareCosts, costTables, isApart } from '../helpers/document-costs';
import { read, repository } from '../helpers/markdown';

const START = '<!-- costs -->';
const END = '<!-- end of costs -->';

jest.setTimeout(120_000);

describe.each(DOCUMENT_COSTS)('the costs on the page of $name', (document) => {
  const compared = compareCosts(document);
  const rows = compared.flatMap(({ table, rows: own, total }) =>
    [...own, ...(total === undefined ? [] : [total])].map((row) => ({ title: table.title, ...row })),
  );

  test('are those of azstage cost', () => {
    const page = `docs/systems/${document.name}.md`;
    const text = read(page);
    const [before = '', rest = ''] = text.split(START);
    const expected = `${before}${START}\n\n${costTables(compared)}\n\n${END}${rest.split(END)[1] ?? ''}`;
    if (process.env['UPDATE_GOLDENS'] !== undefined) {
      fs.writeFileSync(path.join(repository, page), expected);
      return;
    }
    expect(text).toBe(expected);
  });

  test('have a reason where they are more than a quarter away from those of the document', () => {
    const unexplained = rows.filter((row) => isApart(row) && row.why === undefined);
    expect(unexplained.map(({ title, label, figure, ours }) => ({ title, label, figure, ours }))).toEqual([]);
  });

  test('have no reason where they are not', () => {
    const needless = rows.filter((row) => !isApart(row) && row.why !== undefined);
    expect(needless.map(({ title, label, figure, ours }) => ({ title, label, figure, ours }))).toEqual([]);
  });
});
