import fs from 'node:fs';
import path from 'node:path';

/**
 * Compares text with a golden file, or writes the file when `UPDATE_GOLDENS` is set (`npm run goldens`).
 *
 * @param file path from `__tests__`
 */
export function expectGolden(file: string, text: string): void {
  const golden = path.resolve(__dirname, '..', file);
  if (process.env['UPDATE_GOLDENS'] !== undefined) {
    fs.mkdirSync(path.dirname(golden), { recursive: true });
    fs.writeFileSync(golden, text);
  }
  expect(text).toBe(
    fs.existsSync(golden) ? fs.readFileSync(golden, 'utf8') : `no golden file ${file}: run npm run goldens`,
  );
}
