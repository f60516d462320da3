import fs from 'node:fs';
import path from 'node:path';
import { directoryHash } from '../../../../lib/toolkit/host/directory-hash';
import { longestPauseOf } from '../../../helpers/long-texts';
import { TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(60_000);

const hashOf = ({ directory }: TestProject) => directoryHash(directory, (file) => file.endsWith('.tmp'));

function project(): TestProject {
  const made = TestProject.empty();
  made.write('main.tf', 'one');
  made.write('templates/a.txt', 'two');
  return made;
}

describe('directoryHash', () => {
  it('is the same for the same files, wherever they are', async () => {
    expect(await hashOf(project())).toBe(await hashOf(project()));
  });

  it.each([
    ['a content', (each: TestProject) => each.write('templates/a.txt', 'TWO')],
    [
      'a name',
      ({ directory }: TestProject) => fs.renameSync(path.join(directory, 'main.tf'), path.join(directory, 'm.tf')),
    ],
    ['a file more', (each: TestProject) => each.write('templates/deep/er/b.txt', '')],
    ['a file less', ({ directory }: TestProject) => fs.rmSync(path.join(directory, 'main.tf'))],
    ['the end of a large file', (each: TestProject) => each.write('large', `${'x'.repeat(2_500_000)}y`)],
  ])('differs by %s', async (_, change) => {
    const [one, other] = [project(), project()];
    one.write('large', `${'x'.repeat(2_500_000)}z`);
    other.write('large', `${'x'.repeat(2_500_000)}z`);
    change(other);
    expect(await hashOf(other)).not.toBe(await hashOf(one));
  });

  it('does not look at what is left out, at links and at what they lead to', async () => {
    const [one, other] = [project(), project()];
    other.write('templates/a.tmp', 'x');
    fs.symlinkSync(one.directory, path.join(other.directory, 'link'));
    expect(await hashOf(other)).toBe(await hashOf(one));
  });

  it('says of a directory that is not there that it is missing', async () => {
    expect(await directoryHash('/nowhere', () => false)).toBe('missing');
  });

  it('leaves signals answered while a directory of many files, and one of many bytes, is read', async () => {
    const large = TestProject.empty();
    Array.from({ length: 4000 }, (_, index) => large.write(`d${index % 20}/f${index}`, 'x'.repeat(20_000)));
    large.write('archive', Buffer.alloc(150_000_000).toString('latin1'));
    const pauses: number[] = [];
    for (let run = 0; run < 3; run++) {
      pauses.push(await longestPauseOf(() => hashOf(large)));
    }
    // The best of three: other tests run at the same time.
    expect(Math.min(...pauses)).toBeLessThan(500);
  });
});
