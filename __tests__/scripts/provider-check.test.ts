import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ProviderCheck, type Root } from '../../scripts/provider-check';
import { ProviderDocs } from '../../scripts/provider-docs';

const PAGE = `# azurerm_shelf

## Arguments Reference

The following arguments are supported:

* \`name\` - (Required) The name of the shelf.

* \`wood\` - (Optional) The wood. Possible values are \`Oak\` and \`Beech\`. Defaults to \`Oak\`.

* \`board\` - (Optional) One or more \`board\` blocks as defined below.

* \`tags\` - (Optional) A mapping of tags.

---

A \`board\` block supports the following:

* \`width\` - (Required) The width.

* \`edge\` - (Optional) An \`edge\` block as defined below.

## Attributes Reference

* \`id\` - The ID of the shelf.

* \`weight\` - The weight.
`;

let directory: string;

beforeAll(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-docs-'));
  fs.mkdirSync(path.join(directory, 'r'));
  fs.mkdirSync(path.join(directory, 'guides'));
  fs.writeFileSync(path.join(directory, 'r/shelf.html.markdown'), PAGE);
  fs.writeFileSync(
    path.join(directory, 'guides/features-block.html.markdown'),
    '* `storage` - (Optional) A block.\n\n* `data_plane_available` - (Optional) Whether.\n',
  );
});

afterAll(() => {
  fs.rmSync(directory, { recursive: true });
});

function problemsOf(root: Root): string[] {
  const check = new ProviderCheck(new ProviderDocs(directory));
  check.root(root);
  return [...check.problems.keys()];
}

function shelf(args: Record<string, unknown>): Root {
  return { resource: { azurerm_shelf: { Shelf: { name: 'x', ...args } } } };
}

test('what a page describes is fine', () => {
  const args = {
    '//': {},
    wood: 'Beech',
    board: [{ width: 2 }],
    tags: { any: 'thing' },
    depends_on: ['azurerm_shelf.A'],
  };
  expect(problemsOf(shelf(args))).toEqual([]);
  expect(
    problemsOf(shelf({ wood: '${var.wood}', dynamic: { board: { for_each: [], content: { width: 1 } } } })),
  ).toEqual([]);
});

test.each([
  [{ depth: 1 }, 'azurerm_shelf.depth: is not documented'],
  [{ name: undefined }, 'azurerm_shelf.name: is required'],
  [{ wood: 'Ash' }, 'azurerm_shelf.wood: Ash is none of Oak, Beech'],
  [{ board: { depth: 1, width: 1 } }, 'azurerm_shelf.board.depth: is not documented'],
  [{ board: [{ width: 1 }, {}] }, 'azurerm_shelf.board.width: is required'],
  [{ board: [{ width: 1, edge: { round: true } }] }, 'azurerm_shelf.board.edge: the block is not documented'],
  [{ dynamic: { board: { for_each: [], content: {} } } }, 'azurerm_shelf.board.width: is required'],
  [{ tags: { height: '${azurerm_shelf.Other.height}' } }, '${azurerm_shelf.height}: is not documented'],
])('%j is found', (args, problem) => {
  expect(problemsOf(shelf(args))).toEqual([problem]);
});

test('an attribute can be read, an argument too', () => {
  expect(problemsOf(shelf({ tags: { w: '${azurerm_shelf.Other.weight}', n: '${azurerm_shelf.Other.name}' } }))).toEqual(
    [],
  );
});

test('a type without a page is found, and other providers are passed over', () => {
  expect(problemsOf({ data: { azurerm_shelf: { Shelf: {} } }, resource: { terraform_data: { X: {} } } })).toEqual([
    'data.azurerm_shelf: there is no page',
  ]);
});

test('so is a feature that the provider does not have', () => {
  const features = (storage: object) => ({ provider: { azurerm: [{ features: [{ storage: [storage] }] }] } });
  expect(problemsOf(features({ data_plane_available: false }))).toEqual([]);
  expect(problemsOf(features({ soft: true }))).toEqual(['provider.features.storage: soft is not documented']);
});
