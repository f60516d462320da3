// Builds the entries for cdktn from those for cdktf: one source, and no second compilation.
//
// A file of dist/lib that uses the core, itself or through others, in its code or in its types, is written to dist/cdktn with the packages of the
// fork in place of those of cdktf. All other files are shared, so that an error or a value is of the same class in every entry.
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** The packages of cdktf and those of the fork, by specifier. */
const FORK = [
  [/^cdktf$/, 'cdktn'],
  [/^@cdktf\/(?=provider-)/, '@cdktn/'],
];

const dist = path.resolve(process.argv[2] ?? 'dist');
const source = path.join(dist, 'lib');
const target = path.join(dist, 'cdktn');

/** Files of the build with the module specifiers in them. */
const files = new Map(
  fs
    .readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(js|d\.ts)$/.test(file))
    .map((file) => path.join(source, file))
    .map((file) => [file, specifiersIn(file)]),
);

/** Modules that use a core: paths without the extension, as code and types of a module go together. */
const forked = new Set();
for (let size = -1; size < forked.size;) {
  size = forked.size;
  for (const [file, specifiers] of files) {
    if (specifiers.some(({ text }) => inFork(text) !== undefined || forked.has(moduleOf(file, text)))) {
      forked.add(withoutExtension(file));
    }
  }
}

for (const [file, specifiers] of files) {
  if (forked.has(withoutExtension(file))) {
    const copy = path.join(target, path.relative(source, file));
    fs.mkdirSync(path.dirname(copy), { recursive: true });
    fs.writeFileSync(copy, rewritten(file, copy, specifiers));
  }
}

/** The text of a file with the specifiers that it has in the fork. */
function rewritten(file, copy, specifiers) {
  let text = fs.readFileSync(file, 'utf8');
  // From the last one, so that the places of those before stay.
  for (const specifier of specifiers.toReversed()) {
    const name = inFork(specifier.text) ?? sharedFrom(file, copy, specifier.text);
    text = `${text.slice(0, specifier.start)}${name}${text.slice(specifier.end)}`;
  }
  return text;
}

function inFork(specifier) {
  const [from, to] = FORK.find(([pattern]) => pattern.test(specifier)) ?? [];
  return from === undefined ? undefined : specifier.replace(from, to);
}

/** The specifier of a shared file, which is beside the entry; that of any other module stays. */
function sharedFrom(file, copy, specifier) {
  return !specifier.startsWith('.') || forked.has(moduleOf(file, specifier))
    ? specifier
    : path.relative(path.dirname(copy), path.resolve(path.dirname(file), specifier)).replaceAll(path.sep, '/');
}

/** The path without extension that a relative specifier resolves to. */
function moduleOf(file, specifier) {
  if (!specifier.startsWith('.')) {
    return undefined;
  }
  const found = path.resolve(path.dirname(file), specifier);
  return files.has(`${found}.d.ts`) ? found : path.join(found, 'index');
}

function withoutExtension(file) {
  return file.replace(/(\.d\.ts|\.js)$/, '');
}

/** The specifiers of all modules that a file imports, requires or names in a type, with their places inside the quotes. */
function specifiersIn(file) {
  const found = [];
  const parsed = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const visit = (node) => {
    const literal = specifierOf(node, parsed);
    if (literal !== undefined && ts.isStringLiteral(literal)) {
      found.push({ text: literal.text, start: literal.getStart(parsed) + 1, end: literal.end - 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  return found;
}

function specifierOf(node, parsed) {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    return node.moduleSpecifier;
  }
  if (ts.isImportTypeNode(node)) {
    return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  }
  const loads =
    ts.isCallExpression(node) &&
    (node.expression.kind === ts.SyntaxKind.ImportKeyword ||
      ['require', 'require.resolve'].includes(node.expression.getText(parsed)));
  return loads ? node.arguments[0] : undefined;
}
