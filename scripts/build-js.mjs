// Compiles folders of the repository to JavaScript: node scripts/build-js.mjs dist lib bin
//
// In the half that synthesizes, a module loads when the first of its exports is used: an app uses a few of the constructs. The command line loads
// what it needs at its start, as before: the package may be replaced while a deployment runs. Types are checked and declared by tsc.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
/** What runs in a checkout alone: the app of its cdktf.json, whose systems are not in the package. */
const IN_CHECKOUTS = ['bin/azstage.js', 'bin/synth.ts'];

/** Files whose imports load when they are first used. */
const LAZY =
  /^(stacks|lib[\\/](constructs|policy|stage|tenants|testing|values|workloads))[\\/]|^lib[\\/](core|index)\.ts$/;

const [target, ...sources] = process.argv.slice(2);
for (const source of sources) {
  for (const file of filesOf(source)) {
    const copy = path.resolve(target, file);
    fs.mkdirSync(path.dirname(copy), { recursive: true });
    if (file.endsWith('.ts')) {
      fs.writeFileSync(copy.replace(/ts$/, 'js'), compiled(file));
    } else {
      fs.copyFileSync(path.join(repository, file), copy);
    }
  }
}

/** A file that is named itself, or those of a folder. */
function filesOf(source) {
  return fs.statSync(path.join(repository, source)).isFile()
    ? [source]
    : fs
        .readdirSync(path.join(repository, source), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(repository, path.join(entry.parentPath, entry.name)))
        .filter((file) => !IN_CHECKOUTS.includes(file));
}

function compiled(file) {
  const text = fs.readFileSync(path.join(repository, file), 'utf8');
  // More than the imports, as texts and comments may look like one: the compiler looks up the specifiers that it meets. An import without names
  // is none of them, and runs at once, as its effect is what it is for.
  const lazy = LAZY.test(file) && [
    ...new Set([...text.matchAll(/\bfrom '([^']+)'/g)].map(([, specifier]) => specifier)),
  ];
  const { code } = transformSync(text, {
    filename: file,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    // Names of exports as a comment to Node.js, which looks for them when an ES module imports the file.
    module: { type: 'commonjs', lazy, exportInteropAnnotation: true },
    swcrc: false,
  });
  return code;
}
