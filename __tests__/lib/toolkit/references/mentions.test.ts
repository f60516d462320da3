import { mentionsIn, mentionsInArgument } from '../../../../lib/toolkit/references/mentions';

const addresses = (value: unknown) => [...mentionsIn(value).addresses];
const outputs = (value: unknown) =>
  Object.fromEntries([...mentionsIn(value).outputs].map(([state, names]) => [state, [...names]]));

describe('a value of Terraform JSON mentions', () => {
  it.each([
    ['${azurerm_subnet.App.id}', ['azurerm_subnet.App']],
    ['${data.azurerm_subnet.App.id}', ['data.azurerm_subnet.App']],
    ['${module.Net["a"].id}-${local.size}', ['module.Net', 'local.size']],
    ['${merge(azurerm_subnet.A, azurerm_subnet.B[0].tags)}', ['azurerm_subnet.A', 'azurerm_subnet.B']],
    ['%{ if local.is }yes%{ endif }', ['local.is']],
    ['${5-local.size}', ['local.size']],
    ['azurerm_subnet.App', ['azurerm_subnet.App']],
    ['azurerm_subnet.App["a.b"].id', ['azurerm_subnet.App']],
  ])('in "%s": %j', (text, found) => {
    expect(addresses(text)).toEqual(found);
  });

  it.each(['no reference', 'see azurerm_subnet.App', '10.0.0.0', '...', ''])('nothing in "%s"', (text) => {
    expect(addresses(text)).toEqual([]);
  });

  it('what its parts mention, be it in keys or deep within, each once', () => {
    const value = { a: ['${local.one}', { '${local.two}': { b: '${local.three + local.one}' } }], c: 1, d: null };
    expect(addresses(value)).toEqual(['local.one', 'local.two', 'local.three']);
  });

  it('the outputs of states that it reads, or all of a state', () => {
    const value = [
      '${data.terraform_remote_state.a.outputs.id}/${data.terraform_remote_state.a.outputs["other-id"]}',
      '${lookup(data.terraform_remote_state.b.outputs, "x")} ${data.terraform_remote_state.a.outputs.id}',
    ];
    expect(outputs(value)).toEqual({ a: ['id', 'other-id'], b: [undefined] });
  });

  it.each([
    ['${each.value}', true],
    ['${azurerm_subnet.App[count.index]}', true],
    ['${local.beach.size}', false],
    ['each.value', false],
  ])('in "%s" what instances are made from: %s', (text, iterates) => {
    expect(mentionsIn(text).iterates).toBe(iterates);
  });

  it('in one argument what that one says', () => {
    const block = { name: '${local.name}', size: '${local.size}' };
    expect([...mentionsInArgument(block, 'size').addresses]).toEqual(['local.size']);
    expect([...mentionsInArgument(block, 'none').addresses]).toEqual([]);
  });
});
