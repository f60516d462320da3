import fs from 'node:fs';
import path from 'node:path';
import { ValidationError } from '../lib/errors';
import { AZURERM_MAJORS, inDialect } from '../lib/stage/dialects';
import { ProviderCheck, type Root } from './provider-check';
import { ProviderDocs } from './provider-docs';

/**
 * Compares Terraform JSON, written for a major of azurerm, with the documentation of that version: every argument path, what is required,
 * values where a page lists all, and what expressions read.
 *
 * Usage: `npm run check:docs -- <website/docs of the provider> <major> [<directory with Terraform JSON> ...]`, by default the goldens.
 */
function main([directory, major = '5', ...given]: readonly string[]): number {
  if (directory === undefined || !AZURERM_MAJORS.includes(Number(major))) {
    say(`usage: npm run check:docs -- <website/docs of azurerm> <${AZURERM_MAJORS.join('|')}> [<directory> ...]`);
    return 64;
  }
  const files = (given.length > 0 ? given : ['__tests__/stacks']).flatMap(terraformJson);
  const check = new ProviderCheck(new ProviderDocs(directory));
  for (const file of files) {
    try {
      check.root(inDialect(JSON.parse(fs.readFileSync(file, 'utf8')) as Root, Number(major)));
    } catch (error) {
      if (!(error instanceof ValidationError)) {
        throw error;
      }
      check.report(`${file}: ${error.message}`);
    }
  }
  [...check.problems].sort(([a], [b]) => (a < b ? -1 : 1)).forEach(([text, count]) => say(`${text} (${count})`));
  say(
    `${files.length} files, ${check.paths.size} argument paths of ${check.types.size} types, ${check.problems.size} problems`,
  );
  return check.problems.size === 0 ? 0 : 1;
}

/** Files with Terraform JSON, in all folders below. */
function terraformJson(directory: string): string[] {
  return fs
    .readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .map((file) => path.join(directory, file))
    .filter((file) => {
      const { terraform } = JSON.parse(fs.readFileSync(file, 'utf8')) as { readonly terraform?: unknown };
      return terraform !== undefined;
    })
    .sort();
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

process.exitCode = main(process.argv.slice(2));
