import { TerraformStack, Testing } from 'cdktf';
import { type Node } from 'constructs';
import fc from 'fast-check';
import { logicalId, pathOfName } from '../../../../lib/toolkit/preview/logical-id';

const ID = fc.constantFrom(
  'Cache',
  'Redis',
  'Resource',
  'Default',
  'Data',
  'redis',
  'a-b',
  'x.y',
  'PrivateEndpoint-cache',
  'e',
);
const PATH = fc.array(ID, { minLength: 1, maxLength: 5 }).filter((path) => path.some((id) => id !== 'Default'));

describe('names that cdktf gives to resources', () => {
  const stack = new TerraformStack(Testing.app(), 'stack');

  it('are the ones that cdktf gives', () => {
    fc.assert(
      fc.property(PATH, (path) => {
        const scopes = [stack, ...path.map((id) => ({ node: { id } }))];
        expect(logicalId(path)).toBe(stack.getLogicalId({ scopes } as unknown as Node));
      }),
    );
  });

  it.each([
    [
      ['Cache', 'Resource'],
      ['Platform', 'Redis', 'Resource'],
    ],
    [['Old'], ['New']],
    [
      ['Data', 'Cache', 'Resource'],
      ['Data', 'Redis', 'Resource'],
    ],
    [
      ['Platform', 'Cache', 'Lock'],
      ['Cache', 'Lock'],
    ],
    [
      ['Cache', 'PrivateEndpoint-cache', 'Resource'],
      ['Redis', 'PrivateEndpoint-cache', 'Resource'],
    ],
    [
      ['Some_Cache', 'Resource'],
      ['Redis', 'Resource'],
    ],
  ])('tell the path %j of what is at %j now', (before, now) => {
    expect(pathOfName(logicalId(before), now)).toEqual(before);
  });

  it('tell nothing where no path with the same end has the name', () => {
    expect(pathOfName('Cache_Resource_00000000', ['Redis', 'Resource'])).toBeUndefined();
    expect(pathOfName(logicalId(['A.B', 'Resource']), ['Redis', 'Resource'])).toBeUndefined();
  });
});
