import Ajv, { type ValidateFunction } from 'ajv';
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

let validate: ValidateFunction | undefined;

/** What is wrong with the text of a Compose file by the schema of the Compose specification. */
export function composeProblems(text: string): readonly string[] {
  validate ??= compile();
  validate(parse(text));
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath}: ${message} ${JSON.stringify(params)}`,
  );
}

function compile(): ValidateFunction {
  const file = path.join(__dirname, '../fixtures/schemas/compose-spec.json');
  // Ajv does not know the draft, and needs it for nothing that the schema has.
  const { $schema: _draft, ...rules } = JSON.parse(fs.readFileSync(file, 'utf8')) as { $schema?: string };
  return new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(rules);
}
