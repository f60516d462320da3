import Ajv from 'ajv/dist/2020';
import fs from 'node:fs';
import path from 'node:path';
import { type Report } from '../../lib/toolkit/report/report';

const SCHEMA = path.join(__dirname, '../../docs/schemas/report.schema.json');

const validate = new Ajv({ allErrors: true, formats: { 'date-time': true } }).compile(
  JSON.parse(fs.readFileSync(SCHEMA, 'utf8')) as object,
);

/** A report in JSON, which the schema in docs/ allows. */
export function reportIn(text: string): Report {
  const report = JSON.parse(text) as Report;
  expect({ valid: validate(report), errors: validate.errors }).toEqual({ valid: true, errors: null });
  return report;
}
