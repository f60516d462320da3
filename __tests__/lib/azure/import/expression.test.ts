import { parseTemplate } from '../../../../lib/azure/import/expression';
import { UnknownValue } from '../../../../lib/azure/import/unknown-value';

const literal = (value: string | number) => ({ kind: 'literal', value });
const reference = (...steps: (string | number)[]) => ({ kind: 'reference', steps });

describe('an expression of Terraform', () => {
  it.each([
    ['rg-shop', literal('rg-shop')],
    ['$${name} %%{if}', literal('${name} %{if}')],
    ['${azurerm_subnet.App_0A.id}', reference('azurerm_subnet', 'App_0A', 'id')],
    [
      '${ data.terraform_remote_state.cross-stack-in.outputs.o["k"][0].x }',
      reference('data', 'terraform_remote_state', 'cross-stack-in', 'outputs', 'o', 'k', 0, 'x'),
    ],
    ['id-${var.name}', { kind: 'template', parts: [literal('id-'), reference('var', 'name')] }],
    ['${"a\\"${var.b}"}', { kind: 'template', parts: [literal('a"'), reference('var', 'b')] }],
    [
      '${element(split("/", x.y.id), 2)}',
      {
        kind: 'call',
        name: 'element',
        args: [{ kind: 'call', name: 'split', args: [literal('/'), reference('x', 'y', 'id')] }, literal(2)],
      },
    ],
    [
      '${join("-", ["a", var.b])}',
      {
        kind: 'call',
        name: 'join',
        args: [literal('-'), { kind: 'list', items: [literal('a'), reference('var', 'b')] }],
      },
    ],
  ])('%s is parsed', (text, expected) => {
    expect(parseTemplate(text)).toEqual(expected);
  });

  it.each([
    '${a.b + 1}',
    '${var.on ? "a" : "b"}',
    '${[for x in var.xs : x]}',
    '%{ if var.on }a%{ endif }',
    '${a.b[*].id}',
    '${a.b',
    '${f(a',
    '${"a}',
    '${}',
    `\${a.${'b'.repeat(10_001)}}`,
  ])('%s is left to Terraform', (text) => {
    expect(() => parseTemplate(text)).toThrow(UnknownValue);
  });
});
