/** Mark by which the comment of a pull request is found again. */
export const COMMENT_MARK = '<!-- azstage pipeline -->';

/**
 * Function of a script in JavaScript that makes the text of the comment from the Markdown reports in a directory. A comment of GitHub has 65,536 characters
 * at most: each report gets its share.
 */
export const COMMENT_FUNCTION = `const fs = require('node:fs');
const path = require('node:path');
const MARK = '${COMMENT_MARK}';

function commentOf(directory, run) {
  const files = fs.existsSync(directory) ? fs.readdirSync(directory, { recursive: true }).sort() : [];
  const byName = new Map(files.map((file) => [path.basename(file), file]));
  const read = (name) => fs.readFileSync(path.join(directory, byName.get(name)), 'utf8');
  const last = (name) => (name.startsWith('drift-') ? 1 : 0);
  const names = [...byName.keys()].sort((a, b) => last(a) - last(b) || (a < b ? -1 : 1));
  const reports = names.filter((name) => name.endsWith('.md'));
  const findings = names.filter((name) => name.endsWith('.sarif')).map((name) => findingsOf(name, read(name)));
  const share = Math.floor(60000 / Math.max(1, reports.length));
  const texts = reports.map((name) => shortened(read(name), share, run));
  const plans = texts.length === 0 ? ['No environment could be planned: ' + run] : texts;
  return [MARK, ...plans, ...findings].join('\\n\\n');
}

function findingsOf(name, text) {
  const results = JSON.parse(text).runs.flatMap((run) => run.results || []);
  const open = results.filter(({ suppressions = [] }) => suppressions.length === 0);
  const counts = new Map();
  for (const { ruleId = '' } of open) {
    const id = ruleId.replace(/[^A-Za-z0-9_-]/g, '');
    counts.set(id, (counts.get(id) || 0) + 1);
  }
  const rules = [...counts].sort().slice(0, 50).map(([id, count]) => id + (count === 1 ? '' : ' (' + count + ')'));
  const environment = name.slice('findings-'.length, -'.sarif'.length);
  return 'Policy findings of ' + environment + ': ' + (open.length === 0 ? 'none' : open.length + ': ' + rules.join(', '));
}

function shortened(text, limit, run) {
  if (text.length <= limit) return text;
  const start = text.slice(0, text.lastIndexOf('\\n', limit));
  const isOpen = (start.match(/^\`\`\`/gm) || []).length % 2 === 1;
  return start + (isOpen ? '\\n\`\`\`' : '') + '\\n\\nThe rest is in the run: ' + run + '\\n';
}
`;
