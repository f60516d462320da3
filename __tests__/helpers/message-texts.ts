import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { repository } from './markdown';

/** Sources of which the texts are no sentences: files of a new project, programs, graphs. */
const NOT_PRINTED = [
  'completion-program.ts',
  'completion-script.ts',
  'dot-graph.ts',
  'mermaid-graph.ts',
  'page-graph.ts',
  'project-template.ts',
  'svg-graph.ts',
  'template-sources.ts',
  'template-texts.ts',
];

/** Folders of which the texts are refusals in the words of Azure. */
const OF_AZURE = /^rehearsal\/(arm|data-planes|entra|providers)\//;

/** Marks of a program, a file of configuration or a pattern in a text. */
const CODE =
  /\bproxy_|=>|objectType:|CREATE EXTENSION|curl -|^\^|^<(!doctype|html|meta|link|script|title)\b|^[\w-]+-(src|uri|action) |^M\{/;

/**
 * Texts that the product prints: messages, their parts, help, names of checks. Each is once there, sorted.
 *
 * They are the string literals of `lib/` with at least two words: a literal that is no text for people has no blanks. `{name}` stands for an inserted value.
 */
export function messageTexts(): string[] {
  const texts = sources(path.join(repository, 'lib')).flatMap((file) => textsIn(file));
  return [...new Set(texts)].sort((a, b) => (a < b ? -1 : 1));
}

function sources(directory: string): string[] {
  return fs
    .readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !NOT_PRINTED.includes(path.basename(file)) && !OF_AZURE.test(file))
    .map((file) => path.join(directory, file));
}

/** Texts of one source. */
export function textsIn(file: string, content = fs.readFileSync(file, 'utf8')): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const text = textOf(node);
    if (text === undefined) {
      ts.forEachChild(node, visit);
      return;
    }
    if (/\p{L}.* .*\p{L}/su.test(text) && !CODE.test(text)) {
      found.push(text.replaceAll('\n', '⏎'));
    }
    if (ts.isTaggedTemplateExpression(node.parent)) {
      found.push(...textsOfMarkup(text));
    }
    if (ts.isTemplateExpression(node)) {
      node.templateSpans.forEach((span) => visit(span.expression));
    }
  };
  visit(ts.createSourceFile(file, content, ts.ScriptTarget.ES2022, true));
  return found;
}

/** Text of a literal; undefined for any other node. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) {
    return node.text;
  }
  if (!ts.isTemplateExpression(node)) {
    return undefined;
  }
  const spans = node.templateSpans.map((span) => `{${nameOf(span.expression)}}${span.literal.text}`);
  return `${node.head.text}${spans.join('')}`;
}

/** Name of an inserted value: the last one of what is called or read. */
function nameOf(expression: ts.Expression): string {
  if (ts.isIdentifier(expression)) {
    return expression.text;
  }
  if (ts.isPropertyAccessExpression(expression)) {
    return expression.name.text;
  }
  if (ts.isCallExpression(expression)) {
    const [argument] = expression.arguments;
    const isMethod = ts.isPropertyAccessExpression(expression.expression);
    return argument === undefined || isMethod ? nameOf(expression.expression) : nameOf(argument);
  }
  return '...';
}

/** Texts between the tags of a template of HTML. */
function textsOfMarkup(markup: string): string[] {
  return markup
    .split(/<[^>]*>/)
    .map((text) => text.trim().replace(/\s+/g, ' '))
    .filter((text) => /\p{L}.* .*\p{L}/u.test(text.replace(/\{[^}]*\}/g, '')));
}
